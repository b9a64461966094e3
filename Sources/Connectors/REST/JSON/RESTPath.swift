/// Where something stands in a JSON document: `data.items[0].id`, `["a.b"].c`; `$` or nothing for the whole.
package struct RESTPath: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        case member(String)
        case index(Int)
    }

    let steps: [Step]

    /// The whole document.
    static let whole = RESTPath(steps: [])

    init(steps: [Step]) { self.steps = steps }

    /// `nil` for text that is no path.
    package init?(_ text: String) {
        var rest = Substring(text)
        if rest.first == "$" { rest.removeFirst() }
        var steps: [Step] = []
        var isStart = true
        while let first = rest.first {
            if first == "[" {
                guard let end = rest.firstIndex(of: "]") else { return nil }
                let inner = rest[rest.index(after: rest.startIndex)..<end]
                if let index = Int(inner), index >= 0 {
                    steps.append(.index(index))
                } else if inner.count > 2, let quote = inner.first, quote == "\"" || quote == "'", inner.last == quote {
                    steps.append(.member(String(inner.dropFirst().dropLast())))
                } else {
                    return nil
                }
                rest = rest[rest.index(after: end)...]
            } else {
                if first == "." {
                    guard !isStart || text.hasPrefix("$") else { return nil }
                    rest.removeFirst()
                } else if !isStart {
                    return nil
                }
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { return nil }
                steps.append(.member(String(name)))
                rest = rest.dropFirst(name.count)
            }
            isStart = false
        }
        self.steps = steps
    }

    /// What stands there; `nil` where nothing does.
    package func value(in document: RESTJSON) -> RESTJSON? {
        if case .value(let value) = found(in: document) { value } else { nil }
    }

    /// What stands there, or whether a list on the way is only too short for it.
    func found(in document: RESTJSON) -> Found {
        var value = document
        for step in steps {
            switch (step, value) {
            case (.member(let name), _):
                guard let inner = value[name] else { return .missing }
                value = inner
            case (.index(let index), .list(let items)):
                guard index < items.count else { return .beyondList }
                value = items[index]
            case (.index, _): return .missing
            }
        }
        return .value(value)
    }

    enum Found: Sendable, Hashable {
        case value(RESTJSON)
        /// A list is there and has no such item.
        case beyondList
        case missing
    }

    /// The single value there as text; `nil` where there is none, or it is empty.
    package func text(in document: RESTJSON) -> String? {
        guard let text = value(in: document)?.scalar, !text.isEmpty else { return nil }
        return text
    }

    func followed(by other: RESTPath) -> RESTPath { RESTPath(steps: steps + other.steps) }
}

extension RESTPath: CustomStringConvertible {
    /// As it is written in a description; `$` for the whole.
    package var description: String {
        guard !steps.isEmpty else { return "$" }
        var text = ""
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .member(let name) where name.contains { $0 == "." || $0 == "[" }: text += "[\"\(name)\"]"
            case .member(let name): text += (text.isEmpty ? "" : ".") + name
            }
        }
        return text
    }
}
