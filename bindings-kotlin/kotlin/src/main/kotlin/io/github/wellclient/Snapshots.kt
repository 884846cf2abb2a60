// Looking up what is shown.
@file:JvmName("Snapshots")

package io.github.wellclient

/** The call with this id, or that had it before. */
public fun Snapshot.call(id: CallId): CallSnapshot? = calls.find { id == it.callId || id in it.formerIds }

/** Whether a verb may be used that is about none of the agent's own calls: one of [Snapshot.actions]. */
public fun Snapshot.allows(verb: Verb): Boolean = actions.allow(verb)

/** Whether a verb may be used on this call. */
public fun CallSnapshot.allows(verb: Verb): Boolean = actions.allow(verb)

/** The party with this device. */
public fun CallSnapshot.party(device: DeviceId): PartySnapshot? = parties.find { it.device == device }

/** The first value of this key; a key can come more than once. */
public operator fun CallData.get(key: String): String? = entries.find { it.key == key }?.value

private fun List<Action>.allow(verb: Verb) = any { it.verb == verb && it.allowed }
