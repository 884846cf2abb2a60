// Of androidx, as much as the sample uses, by its signatures: its real libraries come only from Google's repository.
@file:Suppress("unused", "UNUSED_PARAMETER")
package androidx.lifecycle

import android.app.Application
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.MainScope

abstract class ViewModel {
    protected open fun onCleared() {}
}

open class AndroidViewModel(private val application: Application) : ViewModel() {
    @Suppress("UNCHECKED_CAST")
    open fun <T : Application> getApplication(): T = application as T
}

val ViewModel.viewModelScope: CoroutineScope get() = MainScope()
