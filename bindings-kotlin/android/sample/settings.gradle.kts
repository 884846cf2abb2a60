// The sample as Android Studio opens it.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
        // Made by `cargo xtask package android`.
        maven(url = uri("../../../target/package/android"))
    }
}

rootProject.name = "wellclient-sample"
include(":app")
