#if RedisStreams
import SyncEngine
import SyncModel

/// One entry of a stream, as it is read.
struct StreamEntry: Sendable, Hashable {
    var id: StreamID
    /// `nil` where the entry is gone, and only the group still knows of it.
    var fields: [String: [UInt8]]?

    /// In which the form, the nonce and the receipt stand.
    enum Field {
        static let form = "sluice"
        static let nonce = "n"
        static let receipt = "r"
    }

    static let form = "1"

    /// What adds a receipt to a stream.
    static func adding(_ bytes: [UInt8], nonce: UInt64, to stream: String) -> RedisCommand {
        var command: RedisCommand = [
            "XADD", stream, "*", Field.form, form, Field.nonce, String(nonce, radix: 16), Field.receipt,
        ]
        command.append(bytes)
        return command
    }

    init?(_ reply: RedisReply) {
        guard let parts = reply.items, parts.count == 2, let id = StreamID(parts[0].text) else { return nil }
        self.id = id
        guard let items = parts[1].items else { return }
        var fields: [String: [UInt8]] = [:]
        for place in stride(from: 0, to: items.count - 1, by: 2) {
            if let name = items[place].text, case .bytes(let value) = items[place + 1] { fields[name] = value }
        }
        self.fields = fields
    }

    /// The entries of one stream in an answer to `XREADGROUP`, which is nothing where there are none.
    static func list(inReading reply: RedisReply) throws(RedisFailure) -> [StreamEntry] {
        guard let streams = reply.items else { return [] }
        guard streams.count == 1, let parts = streams[0].items, parts.count == 2 else {
            throw .unexpected("XREADGROUP")
        }
        return try list(parts[1])
    }

    static func list(_ reply: RedisReply) throws(RedisFailure) -> [StreamEntry] {
        var entries: [StreamEntry] = []
        for item in reply.items ?? [] where !item.isNull {
            guard let entry = StreamEntry(item) else { throw .unexpected("XREADGROUP") }
            entries.append(entry)
        }
        return entries
    }

    var size: Int { (fields ?? [:]).reduce(0) { $0 + $1.key.utf8.count + $1.value.count } }

    func receipt(_ envelope: ReceiptEnvelope) throws(ReceiptEnvelope.Failure) -> Receipt {
        guard let fields, let form = fields[Field.form], let bytes = fields[Field.receipt],
            let nonce = fields[Field.nonce].flatMap({ UInt64(String(decoding: $0, as: UTF8.self), radix: 16) })
        else { throw .foreign(reason: "no delivery of Sluice: somebody else writes to this stream") }
        guard form == Array(Self.form.utf8) else {
            throw .notYet(
                reason:
                    "written by a newer release (form \(String(decoding: form.prefix(8), as: UTF8.self))): upgrade this server"
            )
        }
        return try envelope.receipt(in: bytes, nonce: nonce)
    }

    /// What a person sees of one that is not ours.
    var shown: [UInt8] {
        (fields ?? [:]).sorted { $0.key < $1.key }
            .reduce(into: []) {
                $0 += Array($1.key.utf8) + [0x3A, 0x20] + $1.value.prefix(ForeignMessage.keptBytes) + [0x0A]
            }
    }
}
#endif
