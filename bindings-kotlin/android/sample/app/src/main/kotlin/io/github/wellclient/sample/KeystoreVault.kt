// The saved session, encrypted by a key that does not leave the device's key store.
package io.github.wellclient.sample

import android.content.Context
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import io.github.wellclient.WellException
import io.github.wellclient.sample.desk.SavedDesk
import io.github.wellclient.sample.desk.Vault
import io.github.wellclient.savedSessionFromBytes
import io.github.wellclient.toBytes
import java.io.ByteArrayOutputStream
import java.io.DataInputStream
import java.io.DataOutputStream
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import java.util.Base64
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/** In a file of its own, which the manifest keeps out of backups. */
class KeystoreVault(context: Context) : Vault {
    private val file = context.getSharedPreferences("desk", Context.MODE_PRIVATE)

    override fun load(): SavedDesk? = try {
        file.getString(ENTRY, null)?.let { parse(decrypt(Base64.getDecoder().decode(it))) }
    } catch (_: GeneralSecurityException) {
        null // The key is gone, with a change of the screen lock for one: the agent logs in again.
    } catch (_: ProviderException) {
        null // The device's key store itself has failed.
    } catch (_: IOException) {
        null
    } catch (_: IllegalArgumentException) {
        null
    } catch (_: WellException) {
        null // An earlier version of the application has kept it.
    }

    override fun save(desk: SavedDesk?) {
        // What cannot be encrypted is not kept: after a restart the agent logs in again.
        val text = try {
            desk?.let { Base64.getEncoder().encodeToString(encrypt(format(it))) }
        } catch (_: GeneralSecurityException) {
            null
        } catch (_: ProviderException) {
            null
        }
        file.edit().putString(ENTRY, text).apply()
    }

    private fun format(desk: SavedDesk): ByteArray {
        val bytes = ByteArrayOutputStream()
        DataOutputStream(bytes).use { out ->
            out.writeUTF(desk.server)
            // With its state: calls on hold, data, talk time.
            out.write(desk.session.toBytes())
        }
        return bytes.toByteArray()
    }

    private fun parse(bytes: ByteArray): SavedDesk = DataInputStream(bytes.inputStream()).use { from ->
        SavedDesk(from.readUTF(), savedSessionFromBytes(from.readBytes()))
    }

    private fun encrypt(plain: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.ENCRYPT_MODE, key()) }
        return cipher.iv + cipher.doFinal(plain)
    }

    private fun decrypt(bytes: ByteArray): ByteArray {
        val iv = GCMParameterSpec(128, bytes, 0, IV)
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.DECRYPT_MODE, key(), iv) }
        return cipher.doFinal(bytes, IV, bytes.size - IV)
    }

    private fun key(): SecretKey {
        val store = KeyStore.getInstance(STORE).apply { load(null) }
        (store.getKey(ENTRY, null) as? SecretKey)?.let { return it }
        val spec = KeyGenParameterSpec.Builder(ENTRY, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE).apply { init(spec) }.generateKey()
    }

    private companion object {
        const val ENTRY = "desk"
        const val STORE = "AndroidKeyStore"
        const val CIPHER = "AES/GCM/NoPadding"

        /** Octets. */
        const val IV = 12
    }
}
