import Foundation
import SyncModel

/// How a queue is set up, and about how much is in it.
package struct QueueAttributes: Sendable, Hashable {
    /// As AWS names and writes them.
    package var values: [String: String]

    package init(values: [String: String]) { self.values = values }

    private func number(_ name: String) -> Int64? { values[name].flatMap { Int64($0) } }

    /// Messages that nobody has, that somebody has, and that are to be seen later.
    package var waiting: Int64 { number("ApproximateNumberOfMessages") ?? 0 }
    package var held: Int64 { number("ApproximateNumberOfMessagesNotVisible") ?? 0 }
    package var delayed: Int64 { number("ApproximateNumberOfMessagesDelayed") ?? 0 }
    package var total: Int64 { waiting + held + delayed }

    /// Of a message, and of all messages of a batch.
    package var largestMessage: Int { number("MaximumMessageSize").map { Int($0) } ?? Self.olderLimit }

    /// Of queues that were made before AWS raised it.
    package static let olderLimit = 262_144
    package static let limit = 1_048_576

    package var retention: Duration { .seconds(number("MessageRetentionPeriod") ?? 1_209_600) }

    package var isFIFO: Bool { values["FifoQueue"] == "true" }

    package var isEncrypted: Bool {
        values["KmsMasterKeyId"].map { !$0.isEmpty } ?? (values["SqsManagedSseEnabled"] == "true")
    }

    /// Where messages go that were handed out so often; `nil` where there is no such place.
    package var redrive: (queue: String, receives: Int)? {
        guard let text = values["RedrivePolicy"],
            let policy = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
            let arn = policy["deadLetterTargetArn"] as? String
        else { return nil }
        let receives = policy["maxReceiveCount"]
        return (arn, receives as? Int ?? (receives as? String).flatMap { Int($0) } ?? 0)
    }

    /// Whether the queue's own policy lets anybody do something to it.
    package var isOpenToAll: Bool {
        guard let text = values["Policy"],
            let policy = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        else { return false }
        let statements = policy["Statement"] as? [[String: Any]] ?? [policy["Statement"] as? [String: Any] ?? [:]]
        return statements.contains { statement in
            guard statement["Effect"] as? String == "Allow", statement["Condition"] == nil else { return false }
            if statement["Principal"] as? String == "*" { return true }
            let principal = (statement["Principal"] as? [String: Any])?["AWS"]
            return principal as? String == "*" || (principal as? [String])?.contains("*") == true
        }
    }
}
