// Certificates of a key store, for TLS.
package io.github.wellclient

import java.security.KeyStore
import java.util.Base64

/** Roots that a device or a program keeps in a Java key store, as PEM for `TlsOptions.extraRootsPem`. */
public object Roots {
    /**
     * What users and administrators have added to the roots of this Android device: a company's own authority. Without
     * it, the library trusts only those that the system came with. Empty where none was added.
     *
     * Throws `KeyStoreException` on what is not Android.
     */
    @JvmStatic
    public fun addedOnDevice(): ByteArray =
        pem(KeyStore.getInstance("AndroidCAStore").apply { load(null) }) { it.startsWith("user:") }

    /** The certificates in [store] whose alias is [such]. */
    @JvmStatic
    @JvmOverloads
    public fun pem(store: KeyStore, such: (alias: String) -> Boolean = { true }): ByteArray {
        val lines = Base64.getMimeEncoder(64, byteArrayOf('\n'.code.toByte()))
        return store.aliases().asSequence().filter(such).mapNotNull(store::getCertificate).joinToString("") {
            "-----BEGIN CERTIFICATE-----\n${lines.encodeToString(it.encoded)}\n-----END CERTIFICATE-----\n"
        }.toByteArray()
    }
}
