package import FoundationEssentials

/// A value that can be a part of a stored record.
package protocol StoredValue {
    /// Writes the one value, as its `Decodable` reads it.
    func write(to json: inout StoredJSON)
}

extension String: StoredValue {
    package func write(to json: inout StoredJSON) { json.text(self) }
}

extension Bool: StoredValue {
    package func write(to json: inout StoredJSON) { json.literal(self ? "true" : "false") }
}

extension Int64: StoredValue {
    package func write(to json: inout StoredJSON) { json.number(self) }
}

extension Decimal: StoredValue {
    package func write(to json: inout StoredJSON) { json.number(self) }
}

extension Array: StoredValue where Element: StoredValue {
    package func write(to json: inout StoredJSON) { json.list(self) }
}

extension Instant: StoredValue {
    package func write(to json: inout StoredJSON) { json.number(microseconds) }
}

extension Timestamp: StoredValue {
    package func write(to json: inout StoredJSON) { json.time(self) }
}

extension Money: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object {
            $0.member("amount", amount)
            $0.member("currency", currency)
        }
    }
}

extension NameValue: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object {
            $0.member("name", name)
            $0.member("value", value)
        }
    }
}

extension Metafield: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object {
            $0.member("namespace", namespace)
            $0.member("key", key)
            $0.member("value", value)
        }
    }
}

extension SourceVersion: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.literal("[")
        json.number(at.microseconds)
        json.literal(",")
        json.number(tie.microseconds)
        json.literal(",")
        json.number(hash)
        json.literal("]")
    }
}

extension RecordLife: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object {
            $0.member("aliveAt", aliveAt)
            $0.member("deletedAt", deletedAt)
        }
    }
}

extension CustomerMerger: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object {
            $0.member("survivor", survivor)
            $0.member("at", at)
        }
    }
}

extension HydrationNeed: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object {
            $0.member("askedAt", askedAt)
            $0.member("readAt", readAt)
        }
    }
}
