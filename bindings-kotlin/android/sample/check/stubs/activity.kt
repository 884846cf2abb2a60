// As `androidx.kt`: the activity, and how it finds its view model.
@file:Suppress("unused", "UNUSED_PARAMETER")
package androidx.activity

import android.app.Activity
import androidx.lifecycle.ViewModel

open class ComponentActivity : Activity()

inline fun <reified VM : ViewModel> ComponentActivity.viewModels(): Lazy<VM> = lazy { error("a stub makes no ${VM::class}") }
