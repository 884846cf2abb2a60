// Roots of a key store, as Android keeps them.
package io.github.wellclient

import java.security.KeyStore
import java.security.KeyStoreException
import java.security.cert.Certificate
import java.security.cert.CertificateFactory
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class RootsTest {
    private val company = certificates(COMPANY.toByteArray()).single()
    private val store = KeyStore.getInstance("PKCS12").apply {
        load(null)
        setCertificateEntry("user:company.0", company)
        setCertificateEntry("system:web.0", certificates(WEB.toByteArray()).single())
    }

    private fun certificates(pem: ByteArray): Collection<Certificate> =
        CertificateFactory.getInstance("X.509").generateCertificates(pem.inputStream())

    @Test
    fun `what a store holds is PEM that can be read`() {
        assertEquals(listOf(company), certificates(Roots.pem(store) { it.startsWith("user:") }).toList())
        assertEquals(2, certificates(Roots.pem(store)).size)
        assertEquals(0, Roots.pem(store) { false }.size)
    }

    @Test
    fun `a client trusts them`() {
        fun options(pem: ByteArray) = ClientOptions(tls = TlsOptions(extraRootsPem = pem, withoutPlatformRoots = true), noProxy = true)
        Client(options(Roots.pem(store))).close()
        Client(options(ByteArray(0))).close()
        val error = assertThrows<WellException.Setup> { Client(options("no PEM".toByteArray())) }
        assertTrue(error.message.contains("extra roots"), error.message)
    }

    @Test
    fun `elsewhere there is no store of a device`() {
        assertThrows<KeyStoreException> { Roots.addedOnDevice() }
    }

    private companion object {
        val COMPANY = """
            -----BEGIN CERTIFICATE-----
            MIIBeTCCAR+gAwIBAgIUdFkDzgjxNry09dTEld2+B3/GttkwCgYIKoZIzj0EAwIw
            ETEPMA0GA1UEAwwGUm9vdCBhMCAXDTI2MTEyNTA0NTA1NVoYDzIxMjYxMTAxMDQ1
            MDU1WjARMQ8wDQYDVQQDDAZSb290IGEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
            AATKyCOoqnpJcd7iIBKNMAvx6h4F5S1H9DY+zKPkUdcFGJaDVlAEBdLVLai6sCVm
            VN+YQ4bg752VFutmuqrXlusho1MwUTAdBgNVHQ4EFgQU8BpXgfUirHRT7RveuXqZ
            Nl7hYo0wHwYDVR0jBBgwFoAU8BpXgfUirHRT7RveuXqZNl7hYo0wDwYDVR0TAQH/
            BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBvj1lj/FDz71I2ZdubzZuGfcBtK1v7
            Y5cqhSXfUDq3vQIhAOA+fRDGlzCXcmOxENUvAny3BF8GKcRIc5EuJ50UxS+5
            -----END CERTIFICATE-----
        """.trimIndent()

        val WEB = """
            -----BEGIN CERTIFICATE-----
            MIIBeTCCAR+gAwIBAgIUBU+MrjQqZGXi7vKe1wixbjaiszMwCgYIKoZIzj0EAwIw
            ETEPMA0GA1UEAwwGUm9vdCBiMCAXDTI2MTEyNTA0NTA1NVoYDzIxMjYxMTAxMDQ1
            MDU1WjARMQ8wDQYDVQQDDAZSb290IGIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
            AARvO+MQjuiYrVv/tdM624kqQkkPu198VW7W5ErNp90ZAj6F2i3+bYBkNScbY9tP
            Yw6EwJNXPQaW9YNKA3fYtcpjo1MwUTAdBgNVHQ4EFgQUWAQ/ko2SMtB6U+CQBJtf
            75gtuWcwHwYDVR0jBBgwFoAUWAQ/ko2SMtB6U+CQBJtf75gtuWcwDwYDVR0TAQH/
            BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA1dPIrntn3apw0gJG7SUOoCyygQbi
            OlsA4bG2Vd54wygCIDngI3YlA/80QCqKWkwdgFsGElkHAfr7sVRKjqFzNoKv
            -----END CERTIFICATE-----
        """.trimIndent()
    }
}
