/// What SQS is asked to do, and which permission that takes.
package enum SQSAction: String, Sendable, Hashable {
    case sendMessageBatch = "SendMessageBatch"
    case receiveMessage = "ReceiveMessage"
    case deleteMessageBatch = "DeleteMessageBatch"
    case changeMessageVisibilityBatch = "ChangeMessageVisibilityBatch"
    case getQueueAttributes = "GetQueueAttributes"
    /// For tests: queues are made by whoever owns them.
    case createQueue = "CreateQueue"
    case setQueueAttributes = "SetQueueAttributes"

    /// A batch takes the permission of the single act.
    var permission: String {
        "sqs:" + (rawValue.hasSuffix("Batch") ? String(rawValue.dropLast("Batch".count)) : rawValue)
    }
}
