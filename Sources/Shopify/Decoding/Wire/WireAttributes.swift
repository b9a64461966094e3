import FoundationEssentials
import SyncModel

/// Note attributes or line properties: apps write them, so their values may be of any type.
struct WireAttributes: Decodable, Hashable, Sendable {
    let items: [NameValue]

    init(from decoder: any Decoder) throws {
        if var list = try? decoder.unkeyedContainer() {
            var items: [NameValue] = []
            while !list.isAtEnd {
                let item = try list.decode(Item.self)
                if let name = item.name?.text { items.append(NameValue(name: name, value: item.value?.text)) }
            }
            self.items = items
        } else if let object = try? decoder.singleValueContainer().decode([String: WireLooseText].self) {
            items = object.sorted { $0.key < $1.key }.map { NameValue(name: $0.key, value: $0.value.text) }
        } else {
            throw BodyProblem(decoder.codingPath, "must be a list of names and values")
        }
    }

    private struct Item: Decodable {
        var name: WireLooseText?
        var value: WireLooseText?
    }
}

/// A value of any type as text: numbers and booleans as written, lists and objects as nothing.
struct WireLooseText: Decodable, Hashable, Sendable {
    let text: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self.text = text
        } else if let flag = try? container.decode(Bool.self) {
            text = flag ? "true" : "false"
        } else {
            text = (try? container.decode(Decimal.self))?.description
        }
    }
}

/// Order tags: one text with commas in webhooks, a list in GraphQL.
///
/// Sorted, since neither promises an order and both must read the same.
struct WireTags: Decodable, Hashable, Sendable {
    let list: [String]

    init(_ list: [String]) {
        self.list = list.sorted()
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self.init(text.split(separator: ",").map { $0.trimmingWhitespace() }.filter { !$0.isEmpty })
        } else if let list = try? container.decode([String].self) {
            self.init(list)
        } else {
            throw BodyProblem(decoder.codingPath, "must be text with commas or a list of texts")
        }
    }
}

/// Tells that a key is there with some value, whatever it is.
struct WirePresence: Decodable, Hashable, Sendable {
    init(from decoder: any Decoder) throws {}
}
