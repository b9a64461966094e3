/// A JSON value that keeps the order of members and the text of numbers.
///
/// Ids beyond 2^53 and amounts such as `10.00` must pass through unchanged, which rules out a number type.
package indirect enum RESTJSON: Sendable, Hashable {
    case null
    case bool(Bool)
    /// As it is written, for example `820982911946154508`.
    case number(String)
    case text(String)
    case list([RESTJSON])
    /// In the order written.
    case object([RESTMember])

    /// What a person would read of a single value; `nil` for null, lists and objects.
    package var scalar: String? {
        switch self {
        case .bool(let flag): flag ? "true" : "false"
        case .number(let text), .text(let text): text
        case .null, .list, .object: nil
        }
    }

    /// Whether there is nothing in it: null, an empty text, list or object.
    package var isEmpty: Bool {
        switch self {
        case .null: true
        case .text(let text): text.isEmpty
        case .list(let items): items.isEmpty
        case .object(let members): members.isEmpty
        case .bool, .number: false
        }
    }

    /// The first member of that name; `nil` where there is none, or the value is no object.
    package subscript(_ name: String) -> RESTJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The items of a list; `nil` for anything else.
    package var items: [RESTJSON]? {
        guard case .list(let items) = self else { return nil }
        return items
    }
}

/// One name and value of an object.
package struct RESTMember: Sendable, Hashable {
    package var name: String
    package var value: RESTJSON

    package init(_ name: String, _ value: RESTJSON) {
        self.name = name
        self.value = value
    }
}

extension [RESTMember] {
    /// Puts a value below these names, making the objects on the way.
    mutating func put(_ value: RESTJSON, at names: ArraySlice<String>) {
        guard let name = names.first else { return }
        guard names.count > 1 else {
            append(RESTMember(name, value))
            return
        }
        let index = firstIndex { $0.name == name }
        var inner: [RESTMember] = []
        if let index, case .object(let members) = self[index].value { inner = members }
        inner.put(value, at: names.dropFirst())
        if let index { self[index].value = .object(inner) } else { append(RESTMember(name, .object(inner))) }
    }
}
