import SyncModel

/// A node of a list, or why it cannot be read: one that is not as the schema says must not spoil the others.
///
/// Its id and times are needed in any case, to tell which one it is and whether it is meant.
struct ReadableNode<Node: DatedNode & IdentifiedNode>: DatedNode, IdentifiedNode {
    let id: WireID
    let createdAt: Timestamp
    let updatedAt: Timestamp
    private let content: Result<Node, BodyProblem>

    init(from decoder: any Decoder) throws {
        do {
            let node = try Node(from: decoder)
            content = .success(node)
            (id, createdAt, updatedAt) = (node.id, node.createdAt, node.updatedAt)
        } catch {
            content = .failure(BodyProblem(error))
            let glimpse = try AdminGlimpse(from: decoder)
            (id, createdAt, updatedAt) = (glimpse.id, glimpse.createdAt, glimpse.updatedAt)
        }
    }

    /// The node.
    ///
    /// - Throws: a fault of this one record.
    func get() throws(ReadFault) -> Node {
        do {
            return try content.get()
        } catch {
            throw AdminFaults.misfit(error.description)
        }
    }
}
