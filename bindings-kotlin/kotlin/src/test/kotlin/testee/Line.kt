// One message of the conformance protocol: a word and named parts.

class Line private constructor(val word: String, private val parts: MutableMap<String, String>) {
    constructor(word: String) : this(word, LinkedHashMap())

    operator fun get(name: String): String? = parts[name]

    /** A part that must be there. */
    fun part(name: String): String = parts[name] ?: throw IllegalArgumentException("$name is missing")

    /** Adds a part; nothing for `null`. */
    fun put(name: String, value: Any?): Line {
        if (value != null) parts[name] = value.toString()
        return this
    }

    fun putAll(name: String, items: List<Any>): Line {
        items.forEachIndexed { number, item -> put("$name.$number", item) }
        return this
    }

    override fun toString(): String =
        (listOf(word) + parts.map { (name, value) -> "$name=${escape(value)}" }).joinToString("\t")

    companion object {
        fun parse(text: String): Line {
            val fields = text.split('\t')
            val parts = fields.drop(1).associateTo(LinkedHashMap()) { field ->
                field.substringBefore('=') to unescape(field.substringAfter('=', ""))
            }
            return Line(fields.first(), parts)
        }

        private fun escape(text: String) = buildString {
            for (char in text) when (char) {
                '\\' -> append("\\\\")
                '\t' -> append("\\t")
                '\n' -> append("\\n")
                '\r' -> append("\\r")
                else -> append(char)
            }
        }

        private fun unescape(text: String) = buildString {
            var at = 0
            while (at < text.length) {
                val char = text[at++]
                if (char != '\\' || at == text.length) {
                    append(char)
                    continue
                }
                append(
                    when (val escaped = text[at++]) {
                        't' -> '\t'
                        'n' -> '\n'
                        'r' -> '\r'
                        else -> escaped
                    },
                )
            }
        }
    }
}
