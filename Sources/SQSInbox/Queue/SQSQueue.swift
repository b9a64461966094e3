import Crypto
package import SyncModel

/// One queue, and what can be done with it.
package struct SQSQueue: Sendable {
    package let client: SQSClient
    package let address: SQSAddress

    package init(_ client: SQSClient, _ address: SQSAddress) {
        self.client = client
        self.address = address
    }

    /// A message to be sent.
    package struct Outgoing: Sendable, Hashable {
        package var text: String
        /// The same for every attempt; FIFO queues then take it once.
        package var key: String

        package init(text: String, key: String) {
            self.text = text
            self.key = key
        }
    }

    /// A message that was handed out.
    package struct Incoming: Sendable, Hashable {
        package var id: String
        /// Stands for this handing out.
        package var handle: String
        package var text: String
        package var receives: Int
        package var sentAt: Instant?
    }

    /// Sends at most ten messages.
    ///
    /// - Returns: those that were not taken, by place, with the reason.
    package func send(
        _ messages: [Outgoing],
        patience: Duration = SQSClient.usualPatience
    ) async throws(SQSFailure) -> [Int: SQSFailure] {
        let entries = messages.enumerated().map { place, message in
            SQSWire.SendBatch.Entry(
                Id: "\(place)",
                MessageBody: message.text,
                // Each in a group of its own: the order does not matter, and one that is stuck holds up no other.
                MessageGroupId: address.isFIFO ? message.key : nil,
                MessageDeduplicationId: address.isFIFO ? message.key : nil
            )
        }
        let answer: SQSWire.BatchAnswer = try await client.ask(
            .sendMessageBatch,
            of: address,
            SQSWire.SendBatch(QueueUrl: address.queueURL, Entries: entries),
            patience: patience
        )
        var failed: [Int: SQSFailure] = [:]
        var seen: Set<Int> = []
        for done in answer.Successful ?? [] {
            guard let place = Int(done.Id), messages.indices.contains(place) else { continue }
            seen.insert(place)
            let digest = SignatureV4.hexadecimal(Insecure.MD5.hash(data: Array(messages[place].text.utf8)))
            if let told = done.MD5OfMessageBody, told != digest {
                failed[place] = .unreachable("a message arrived with another text than it was sent with")
            }
        }
        for failure in answer.Failed ?? [] {
            guard let place = Int(failure.Id), messages.indices.contains(place) else { continue }
            seen.insert(place)
            failed[place] = refusal(of: failure, .sendMessageBatch)
        }
        for place in messages.indices where !seen.contains(place) {
            failed[place] = .unexpected(SQSAction.sendMessageBatch.rawValue)
        }
        return failed
    }

    private func refusal(of failure: SQSWire.BatchAnswer.Failed, _ action: SQSAction) -> SQSFailure {
        .refused(
            SQSRefusal(
                code: failure.Code ?? "unknown",
                message: String((failure.Message ?? "").prefix(400)),
                status: failure.SenderFault == true ? 400 : 500,
                permission: action.permission,
                queue: address.arn(region: client.region)
            )
        )
    }

    /// Takes messages, which nobody else gets for a time.
    ///
    /// - Parameters:
    ///   - limit: how many at most; one request brings ten.
    ///   - wait: how long to wait for the first.
    ///   - hold: how long they are ours.
    /// - Returns: messages.
    /// - Throws: ``SQSFailure``.
    package func receive(
        _ limit: Int,
        wait: Duration = .zero,
        hold: Duration
    ) async throws(SQSFailure) -> [Incoming] {
        let answer: SQSWire.Received = try await client.ask(
            .receiveMessage,
            of: address,
            SQSWire.Receive(
                QueueUrl: address.queueURL,
                MaxNumberOfMessages: max(1, min(limit, 10)),
                WaitTimeSeconds: Int(wait.components.seconds),
                VisibilityTimeout: Int(hold.components.seconds)
            ),
            patience: SQSClient.usualPatience + wait
        )
        return (answer.Messages ?? []).map { message in
            Incoming(
                id: message.MessageId,
                handle: message.ReceiptHandle,
                text: message.Body ?? "",
                receives: message.Attributes?["ApproximateReceiveCount"].flatMap { Int($0) } ?? 1,
                sentAt: message.Attributes?["SentTimestamp"].flatMap { Int64($0) }
                    .map { Instant(microseconds: $0 * 1_000) }
            )
        }
    }

    /// Removes messages for good.
    ///
    /// - Returns: the handles of those that are still there, since they have been handed out again.
    package func delete(_ handles: [String]) async throws(SQSFailure) -> [String] {
        var left: [String] = []
        for part in Self.tens(handles) {
            let entries = part.enumerated().map { SQSWire.DeleteBatch.Entry(Id: "\($0)", ReceiptHandle: $1) }
            let answer: SQSWire.BatchAnswer = try await client.ask(
                .deleteMessageBatch,
                of: address,
                SQSWire.DeleteBatch(QueueUrl: address.queueURL, Entries: entries)
            )
            left += Self.failed(answer, part)
        }
        return left
    }

    /// Holds on to messages for so long from now on; zero gives them back.
    ///
    /// - Returns: the handles of those that are not ours any more.
    package func hold(_ handles: [String], for time: Duration) async throws(SQSFailure) -> [String] {
        var lost: [String] = []
        for part in Self.tens(handles) {
            let entries = part.enumerated().map {
                SQSWire.VisibilityBatch.Entry(
                    Id: "\($0)",
                    ReceiptHandle: $1,
                    VisibilityTimeout: Int(time.components.seconds)
                )
            }
            let answer: SQSWire.BatchAnswer = try await client.ask(
                .changeMessageVisibilityBatch,
                of: address,
                SQSWire.VisibilityBatch(QueueUrl: address.queueURL, Entries: entries)
            )
            lost += Self.failed(answer, part)
        }
        return lost
    }

    package func attributes(
        patience: Duration = SQSClient.usualPatience
    ) async throws(SQSFailure) -> QueueAttributes {
        let answer: SQSWire.AttributesAnswer = try await client.ask(
            .getQueueAttributes,
            of: address,
            SQSWire.AttributesQuestion(QueueUrl: address.queueURL),
            patience: patience
        )
        return QueueAttributes(values: answer.Attributes ?? [:])
    }

    private static func tens(_ handles: [String]) -> [[String]] {
        stride(from: 0, to: handles.count, by: 10).map { Array(handles[$0..<min($0 + 10, handles.count)]) }
    }

    private static func failed(_ answer: SQSWire.BatchAnswer, _ part: [String]) -> [String] {
        (answer.Failed ?? []).compactMap { Int($0.Id) }.filter(part.indices.contains).map { part[$0] }
    }
}
