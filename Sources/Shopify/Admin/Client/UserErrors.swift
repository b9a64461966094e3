import SyncModel

/// Why a mutation changed nothing, although the call went well.
enum UserErrors {
    struct Item: Decodable, Sendable, Hashable {
        var field: [String]?
        var message: String
        var code: String?
    }

    static func fault(_ items: [Item]) -> ReadFault {
        let words = items.prefix(5).map { item in
            let field = (item.field ?? []).joined(separator: ".")
            return field.isEmpty ? item.message : "\(field): \(item.message)"
        }
        let isFull = items.contains { $0.code == "OPERATION_IN_PROGRESS" || $0.code == "LIMIT_REACHED" }
        return ReadFault(
            isFull ? .bulkLimit : .invalidRequest,
            isFull ? .wait(.seconds(30)) : .refuse,
            message: words.isEmpty ? "Shopify changed nothing and gave no reason" : words.joined(separator: "; ")
        )
    }
}
