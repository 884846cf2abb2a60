// What the screen shows, and what its buttons do.
package io.github.wellclient.sample

import android.app.Application
import androidx.lifecycle.AndroidViewModel
import androidx.lifecycle.viewModelScope
import io.github.wellclient.AgentModeRequest
import io.github.wellclient.CallId
import io.github.wellclient.LoginRequest
import io.github.wellclient.Session
import io.github.wellclient.sample.desk.DeskState
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch

/** Outlives the activity, not the desk: a command goes on when nobody waits for it any more. */
class AgentViewModel(application: Application) : AndroidViewModel(application) {
    private val desk = (application as SampleApplication).desk

    val state: StateFlow<DeskState> = desk.state

    init {
        viewModelScope.launch { desk.takeUp() }
    }

    fun logIn(server: String, request: LoginRequest) {
        viewModelScope.launch { desk.logIn(server, request) }
    }

    fun logOut() {
        viewModelScope.launch { desk.logOut() }
    }

    fun ready(): Unit = act { it.setAgentMode(AgentModeRequest.READY) }

    fun notReady(): Unit = act { it.setAgentMode(AgentModeRequest.NOT_READY) }

    fun dial(number: String): Unit = act { it.makeCall(number) }

    fun answer(): Unit = actOnCall { session, call -> session.answerCall(call) }

    fun hangUp(): Unit = actOnCall { session, call -> session.dropConnection(call) }

    private fun act(command: suspend (Session) -> Unit) {
        viewModelScope.launch { desk.act(command) }
    }

    private fun actOnCall(command: suspend (Session, CallId) -> Unit) {
        val call = state.value.call ?: return
        act { command(it, call) }
    }
}
