// One message of the conformance protocol: a word and named parts.

/// Parts by name; those that are `nil` are left out.
typealias Parts = KeyValuePairs<String, (any CustomStringConvertible)?>

struct Line: Sendable {
    let word: String
    private var parts: [String: String] = [:]

    init(_ word: String, _ parts: Parts = [:]) {
        self.word = word
        put(parts)
    }

    init(parsing text: String) {
        var fields = text.unicodeScalars.split(separator: "\t", omittingEmptySubsequences: false)
        word = String(fields.removeFirst())
        for field in fields {
            let part = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            parts[String(part[0])] = part.count == 2 ? Self.unescape(part[1]) : ""
        }
    }

    /// The part of this name as it stands.
    subscript(name: String) -> String? { parts[name] }

    /// A part that can be left out.
    func option<Value: LosslessStringConvertible>(_ name: String) throws -> Value? {
        guard let text = parts[name] else { return nil }
        guard let value = Value(text) else { throw Trouble("\(name) cannot be read") }
        return value
    }

    /// A part that must be there.
    func part<Value: LosslessStringConvertible>(_ name: String) throws -> Value {
        guard let value: Value = try option(name) else { throw Trouble("\(name) is missing") }
        return value
    }

    /// Adds parts, their names after `prefix`.
    mutating func put(_ added: Parts, under prefix: String = "") {
        for case (let name, let value?) in added { parts[prefix + name] = value.description }
    }

    /// Adds a list.
    mutating func put(_ name: String, _ items: [String]) {
        for (number, item) in items.enumerated() { parts["\(name).\(number)"] = item }
    }
}

extension Line: CustomStringConvertible {
    var description: String {
        let sorted = parts.sorted { $0.key < $1.key }
        return ([word] + sorted.map { "\($0.key)=\(Self.escape($0.value))" }).joined(separator: "\t")
    }

    // By Unicode scalars: CR and LF together are one `Character`, and so are `=` and an accent after it.

    private static func escape(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\".unicodeScalars
            case "\t": escaped += "\\t".unicodeScalars
            case "\n": escaped += "\\n".unicodeScalars
            case "\r": escaped += "\\r".unicodeScalars
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    private static func unescape(_ text: Substring.UnicodeScalarView) -> String {
        var plain = String.UnicodeScalarView()
        var scalars = text.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "\\", let escaped = scalars.next() else {
                plain.append(scalar)
                continue
            }
            switch escaped {
            case "t": plain.append("\t")
            case "n": plain.append("\n")
            case "r": plain.append("\r")
            default: plain.append(escaped)
            }
        }
        return String(plain)
    }
}

/// Why a line cannot be obeyed.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
