// The screen: a form to log in, the desk, its buttons.
package io.github.wellclient.sample

import android.Manifest
import android.annotation.SuppressLint
import android.content.Intent
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.provider.Settings
import android.text.InputType
import android.widget.Button
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import androidx.activity.ComponentActivity
import androidx.activity.viewModels
import io.github.wellclient.LoginRequest
import io.github.wellclient.SessionPhase
import io.github.wellclient.Verb
import io.github.wellclient.sample.desk.DeskState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

class AgentActivity : ComponentActivity() {
    private val model: AgentViewModel by viewModels()
    private var seen: CoroutineScope? = null
    private var isServed = false

    private lateinit var page: LinearLayout
    private lateinit var text: TextView
    private val forms = mutableListOf<Pair<Button, (DeskState) -> Boolean>>()

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        page = LinearLayout(this).apply { orientation = LinearLayout.VERTICAL }
        text = TextView(this).also(page::addView)
        val server = field("https://cti.example/sdk")
        val agent = field("Agent")
        val password = field("Password", InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_PASSWORD)
        val domain = field("Domain")
        val extension = field("Extension")
        button("Log in", { it.phase == SessionPhase.LOGGED_OUT }) {
            model.logIn(
                server(),
                LoginRequest(jobNumber = agent(), password = password(), domain = domain(), ext = extension()),
            )
        }
        button("Log out", { Verb.LOGOUT in it.allowed }) { model.logOut() }
        button("Ready", { Verb.SET_AGENT_MODE in it.allowed }) { model.ready() }
        button("Not ready", { Verb.SET_AGENT_MODE in it.allowed }) { model.notReady() }
        val number = field("Number", InputType.TYPE_CLASS_PHONE)
        button("Call", { Verb.MAKE_CALL in it.allowed }) { model.dial(number()) }
        button("Answer", { it.may(Verb.ANSWER) }) { model.answer() }
        button("Hang up", { it.may(Verb.DROP) }) { model.hangUp() }
        button("Stay reachable while the device sleeps", { true }) { askToBeExempt() }
        setContentView(ScrollView(this).apply { addView(page) })
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            requestPermissions(arrayOf(Manifest.permission.POST_NOTIFICATIONS), 0)
        }
    }

    override fun onStart() {
        super.onStart()
        isServed = false
        seen = MainScope().apply { launch { model.state.collect(::show) } }
    }

    override fun onStop() {
        seen?.cancel()
        super.onStop()
    }

    private fun show(state: DeskState) {
        text.text = listOfNotNull(state.headline, state.callLine, state.trouble).joinToString("\n")
        forms.forEach { (button, isAllowed) -> button.isEnabled = isAllowed(state) }
        if (state.isOccupied && !isServed) startForegroundService(Intent(this, AgentService::class.java))
        isServed = state.isOccupied
    }

    private fun field(hint: String, type: Int = InputType.TYPE_CLASS_TEXT): () -> String {
        val field = EditText(this).apply {
            this.hint = hint
            inputType = type
        }
        page.addView(field)
        // A password may end in a space.
        return { field.text.toString().let { if (type == InputType.TYPE_CLASS_TEXT) it.trim() else it } }
    }

    private fun button(label: String, isAllowed: (DeskState) -> Boolean, pressed: () -> Unit) {
        val button = Button(this).apply {
            text = label
            setOnClickListener { pressed() }
        }
        forms += button to isAllowed
        page.addView(button)
    }

    /** For applications whose purpose it is, a shop for applications may allow this: see docs/android.md. */
    @SuppressLint("BatteryLife")
    private fun askToBeExempt() =
        startActivity(Intent(Settings.ACTION_REQUEST_IGNORE_BATTERY_OPTIMIZATIONS, Uri.parse("package:$packageName")))
}
