import Foundation
package import SyncEngine
package import SyncModel

/// The text of a message: a receipt of ours, the name of one that lies in the store, or what others put into the queue.
package enum QueueMessage: Sendable, Hashable {
    case receipt(Receipt)
    /// Too large for the queue.
    case stored(name: String, nonce: UInt64)
    /// Of Shopify by another way than our receivers.
    case delivery(UncheckedDelivery)
    /// Ours, for a newer release or another key.
    case notYet(reason: String)
    case foreign(reason: String)

    private static let form = 1

    /// A receipt's bytes as text: SQS takes only text, and not all of it.
    package static func text(_ bytes: [UInt8], nonce: UInt64) -> String {
        "{\"sluice\":\(form),\"nonce\":\"\(String(nonce, radix: 16))\",\"receipt\":\"\(Data(bytes).base64EncodedString())\"}"
    }

    /// What is sent in place of one that is too large.
    package static func text(stored name: String, nonce: UInt64, bytes: Int) -> String {
        "{\"sluice\":\(form),\"nonce\":\"\(String(nonce, radix: 16))\",\"stored\":\"\(name)\",\"bytes\":\(bytes)}"
    }

    /// How long the text of so many bytes is, at most.
    package static func length(of bytes: Int) -> Int { (bytes + 2) / 3 * 4 + 64 }

    /// - Parameters:
    ///   - text: of the message.
    ///   - envelope: opens what is sealed.
    package init(_ text: String, _ envelope: ReceiptEnvelope) {
        let bytes = Array(text.utf8)
        if let excess = JSONBounds.excess(in: bytes) {
            self = .foreign(reason: "no delivery: its text \(excess)")
            return
        }
        let value = try? JSONSerialization.jsonObject(with: Data(bytes))
        guard let object = value as? [String: Any] else {
            let isPointer = (value as? [Any])?.first as? String
            self = .foreign(
                reason: isPointer?.contains("PayloadS3Pointer") == true
                    ? "its body lies in S3, from where Sluice takes none: send it without the extended client"
                    : "no delivery: the message is no JSON object"
            )
            return
        }
        if let form = object["sluice"] as? Int {
            self = Self.own(form, object, envelope)
        } else if EventBridgeEnvelope.isOne(object) {
            self = Self.made { () throws(UncheckedDelivery.Problem) in
                try EventBridgeEnvelope.delivery(object, bytes)
            }
        } else if object["headers"] != nil {
            self = Self.made { () throws(UncheckedDelivery.Problem) in
                try UncheckedDelivery(message: bytes, calledThe: "the message")
            }
        } else {
            self = .foreign(
                reason: object["TopicArn"] == nil
                    ? "no delivery of Sluice or Shopify: somebody else writes to this queue"
                    : "wrapped by SNS: switch on raw message delivery in the subscription"
            )
        }
    }

    private static func made(
        _ body: () throws(UncheckedDelivery.Problem) -> UncheckedDelivery
    ) -> QueueMessage {
        do throws(UncheckedDelivery.Problem) { return .delivery(try body()) } catch {
            return .foreign(reason: error.description)
        }
    }

    private static func own(_ form: Int, _ object: [String: Any], _ envelope: ReceiptEnvelope) -> QueueMessage {
        guard form == self.form else {
            return .notYet(reason: "written by a newer release (form \(form)): upgrade this server")
        }
        guard let nonce = (object["nonce"] as? String).flatMap({ UInt64($0, radix: 16) }) else {
            return .foreign(reason: "no delivery of Sluice: it was changed")
        }
        if let name = object["stored"] as? String { return .stored(name: name, nonce: nonce) }
        guard let bytes = (object["receipt"] as? String).flatMap({ Data(base64Encoded: $0) }) else {
            return .foreign(reason: "no delivery of Sluice: it was changed")
        }
        return opened(Array(bytes), nonce: nonce, envelope)
    }

    /// The receipt in bytes of ours.
    package static func opened(_ bytes: [UInt8], nonce: UInt64, _ envelope: ReceiptEnvelope) -> QueueMessage {
        do throws(ReceiptEnvelope.Failure) { return .receipt(try envelope.receipt(in: bytes, nonce: nonce)) } catch {
            switch error {
            case .notYet(let reason): return .notYet(reason: reason)
            case .foreign(let reason): return .foreign(reason: reason)
            }
        }
    }
}
