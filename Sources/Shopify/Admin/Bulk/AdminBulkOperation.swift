import SyncModel

/// A bulk operation of a GraphQL answer; its counts come as text.
struct AdminBulkOperation: Decodable, Sendable {
    var id: String
    var status: String
    var errorCode: String?
    var createdAt: Timestamp
    var completedAt: Timestamp?
    var objectCount: WireCount
    var rootObjectCount: WireCount
    var fileSize: WireCount?
    var url: String?
    var query: String

    func operation() throws(ReadFault) -> BulkOperation {
        guard let state = BulkOperation.State(rawValue: status.lowercased()) else {
            throw AdminFaults.unreadable("a bulk operation in a state that is not known")
        }
        return BulkOperation(
            id: .init(rawValue: id),
            state: state,
            slice: BulkMark.slice(of: query),
            createdAt: createdAt.instant,
            completedAt: completedAt?.instant,
            rootCount: rootObjectCount.value,
            objectCount: objectCount.value,
            fileSize: fileSize?.value,
            errorCode: errorCode,
            url: url.filled.map(Secret.init)
        )
    }
}
