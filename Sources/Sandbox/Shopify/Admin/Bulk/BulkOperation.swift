/// A query that the shop works on by itself, and what came of it.
package struct BulkOperation: Sendable {
    package enum Status: String, Sendable {
        case created = "CREATED"
        case running = "RUNNING"
        case completed = "COMPLETED"
        case canceling = "CANCELING"
        case canceled = "CANCELED"
        case failed = "FAILED"
        case expired = "EXPIRED"

        package var isActive: Bool { self == .created || self == .running || self == .canceling }
    }

    package let id: Int64
    package let query: String
    package let createdAt: SandboxTime
    package internal(set) var status = Status.created
    package internal(set) var completedAt: SandboxTime?
    package internal(set) var errorCode: String?
    package internal(set) var objectCount = 0
    package internal(set) var rootObjectCount = 0
    /// The lines so far; the file once it is over.
    var result: [UInt8] = []
    /// What the result's address holds besides the id, so that it cannot be guessed.
    let key: String
    var isToldToFinish = false

    var gid: String { ShopifyID("BulkOperation", id).text }

    /// The operation as the API shows it; the base is where results can be fetched, without a slash at the end.
    func object(base: String, resultSeconds: Int64) -> GraphQLObject {
        let address = base + "/_bulk/\(id)-\(key).jsonl?Expires=\(expiry(resultSeconds)?.seconds ?? 0)&Signature=\(key)"
        return GraphQLObject("BulkOperation") { call in
            switch call.name {
            case "id": .text(gid)
            case "status": .text(status.rawValue)
            case "type": .text("QUERY")
            case "errorCode": .text(errorCode)
            case "createdAt": .moment(createdAt)
            case "completedAt": .moment(completedAt)
            case "objectCount": .text(String(objectCount))
            case "rootObjectCount": .text(String(rootObjectCount))
            case "fileSize": .text(status == .completed && !result.isEmpty ? String(result.count) : nil)
            case "url": .text(status == .completed && !result.isEmpty ? address : nil)
            case "partialDataUrl": .text(status == .failed && !result.isEmpty ? address : nil)
            case "query": .text(query)
            default: .null
            }
        }
    }

    func expiry(_ resultSeconds: Int64) -> SandboxTime? { completedAt?.adding(seconds: resultSeconds) }
}
