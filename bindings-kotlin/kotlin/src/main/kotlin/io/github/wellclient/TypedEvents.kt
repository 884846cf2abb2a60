// Events by their type, in Kotlin's way.
package io.github.wellclient

import kotlinx.coroutines.flow.Flow

/** The events of one kind, as their bodies: `session.events<EventBody.Delivered>()`. Subscribed by this call. */
public inline fun <reified B : EventBody> Session.events(): Flow<B> = events(B::class.java)

/** Calls [action] for each event of one kind: `session.on<EventBody.Delivered> { ringing -> … }`. As [Session.listen]. */
public inline fun <reified B : EventBody> Session.on(action: BodyAction<B>): Subscription = on(B::class.java, action)

/** As [Session.events], of all agents. Whose a body is, only its event tells: [Event.watched]. */
public inline fun <reified B : EventBody> Watch.events(): Flow<B> = events(B::class.java)

/** As [Session.on], of all agents. Whose a body is, only its event tells: [Event.watched]. */
public inline fun <reified B : EventBody> Watch.on(action: BodyAction<B>): Subscription = on(B::class.java, action)
