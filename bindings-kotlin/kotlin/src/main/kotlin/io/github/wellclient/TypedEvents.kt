// Events by their type, in Kotlin's way.
package io.github.wellclient

import kotlinx.coroutines.flow.Flow

/**
 * The events of one kind, as their bodies: `session.events<EventBody.Delivered>()`. Subscribed by this call. At most [capacity]
 * wait, and no other events take their places. A collector who is slower gets an [EventsMissedException], and may collect again.
 */
public inline fun <reified B : EventBody> Session.events(capacity: Int = 1024): Flow<B> = events(B::class.java, capacity)

/**
 * Calls [action] for each event of one kind: `session.on<EventBody.Delivered> { ringing -> … }`. It is called on the client's
 * one thread for listeners: a slow one holds up the others, never the network. What it throws goes to the diagnostics.
 */
public inline fun <reified B : EventBody> Session.on(action: BodyAction<B>): Subscription = on(B::class.java, action)

/**
 * The events of one kind, of all agents, as their bodies: `watch.events<EventBody.Delivered>()`. Subscribed by this call. A
 * body does not say whose it is: for that, read [Event.watched] in [Watch.events]. At most [capacity] wait; a collector who is
 * slower gets an [EventsMissedException], and may collect again.
 */
public inline fun <reified B : EventBody> Watch.events(capacity: Int = 1024): Flow<B> = events(B::class.java, capacity)

/**
 * Calls [action] for each event of one kind, of any agent, on the client's one thread for listeners. A body does not say whose
 * it is: for that, read [Event.watched] in [Watch.listen].
 */
public inline fun <reified B : EventBody> Watch.on(action: BodyAction<B>): Subscription = on(B::class.java, action)
