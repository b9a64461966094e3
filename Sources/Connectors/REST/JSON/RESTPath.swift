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
        var value = document
        for step in steps {
            switch (step, value) {
            case (.member(let name), _):
                guard let inner = value[name] else { return nil }
                value = inner
            case (.index(let index), .list(let items)) where index < items.count: value = items[index]
            case (.index, _): return nil
            }
        }
        return value
    }

    /// The single value there as text; `nil` where there is none, or it is empty.
    package func text(in document: RESTJSON) -> String? {
        guard let text = value(in: document)?.scalar, !text.isEmpty else { return nil }
        return text
    }

    func followed(by other: RESTPath) -> RESTPath { RESTPath(steps: steps + other.steps) }
}
