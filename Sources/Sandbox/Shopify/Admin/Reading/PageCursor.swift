#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The place after an element: its id and the value it was sorted by, as Shopify packs them.
struct PageCursor: Equatable {
    let lastID: Int64
    /// A number for times of creation, a text for times of change and for ids.
    let lastValue: SandboxJSON

    init(lastID: Int64, lastValue: SandboxJSON) {
        self.lastID = lastID
        self.lastValue = lastValue
    }

    /// Nil for text that no connection handed out.
    init?(_ text: String) {
        guard let data = Data(base64Encoded: text), let json = try? SandboxJSON(parsing: data),
            let id = json["last_id"]?.int64Value, let value = json["last_value"]
        else { return nil }
        self.init(lastID: id, lastValue: value)
    }

    var text: String {
        let json: SandboxJSON = ["last_id": .integer(lastID), "last_value": lastValue]
        return Data(json.bytes).base64EncodedString()
    }
}
