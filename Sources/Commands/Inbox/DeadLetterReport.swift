import SyncEngine
import SyncModel

/// What lies among the dead letters, as it is printed.
struct DeadLetterReport: Codable, Sendable {
    struct Letter: Codable, Sendable {
        var id: String
        var sentAt: String?
        var receives: Int
        var bytes: Int
        var store: String?
        var topic: String?
        var webhook: String?
        var reason: String?
    }

    var queue: String
    var count: Int64
    var letters: [Letter]

    init(queue: String, count: Int64, letters: [DeadLetter]) {
        self.queue = queue
        self.count = max(count, Int64(letters.count))
        self.letters = letters.map { letter in
            Letter(
                id: letter.id,
                sentAt: letter.sentAt.map { Timestamp($0).utcSeconds },
                receives: letter.receives,
                bytes: letter.bytes,
                store: letter.store?.rawValue,
                topic: letter.topic,
                webhook: letter.webhookID,
                reason: letter.reason
            )
        }
    }

    var lines: [String] {
        guard count > 0 else { return ["No dead letters in \(queue)."] }
        return ["\(count) dead letter\(count == 1 ? "" : "s") in \(queue):"]
            + letters.map { letter in
                let what = [letter.store, letter.topic, letter.webhook].compactMap { $0 }.joined(separator: " ")
                let why = letter.reason ?? "can be read here"
                return
                    "  \(letter.sentAt ?? "")  \(what.isEmpty ? letter.id : what), handed out \(letter.receives) times: \(why)"
            }
            + (count > Int64(letters.count) ? ["  … and more"] : [])
            + ["  What to do: mend what keeps them from being read or applied, then \"sluice inbox redrive\"."]
    }
}
