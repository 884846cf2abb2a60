// Ids, each a type of its own.
package io.github.wellclient

/**
 * The id of a call: a text that the server has made up. A type of its own, so that a call is not passed where a device is wanted.
 *
 * Two are equal where their texts are. It prints as its text.
 */
public data class CallId(public val value: String) {
    /** [value]. */
    override fun toString(): String = value
}

/**
 * The id of a device, an extension mostly, with its domain: `8001@test.cc`. An outside number has the tenant's domain:
 * `13800000000@test.cc`.
 *
 * Two are equal where their texts are. It prints as its text.
 */
public data class DeviceId(public val value: String) {
    /** [value]. */
    override fun toString(): String = value
}

/**
 * The id of an agent: job number and domain, `5001@test.cc`.
 *
 * Two are equal where their texts are. It prints as its text.
 */
public data class AgentId(public val value: String) {
    /** [value]. */
    override fun toString(): String = value
}
