#if RedisStreams
import CHiredis
import NIOCore

/// Takes replies out of what a server sends: hiredis' own parser.
///
/// Belongs to one event loop; the parser is freed with this value.
final class RedisReplyReader {
    private let reader: UnsafeMutablePointer<redisReader>

    init() throws(RedisFailure) {
        guard let made = redisReaderCreate() else { throw .unreachable("no memory for a connection") }
        reader = made
    }

    deinit { redisReaderFree(reader) }

    func feed(_ buffer: ByteBuffer) throws(RedisFailure) {
        let fed = buffer.withUnsafeReadableBytes { bytes in
            bytes.isEmpty
                ? REDIS_OK
                : redisReaderFeed(reader, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard fed == REDIS_OK else { throw failure() }
    }

    /// The next whole reply; `nil` while the rest of it is still to come.
    func next() throws(RedisFailure) -> RedisReply? {
        var pointer: UnsafeMutableRawPointer?
        guard redisReaderGetReply(reader, &pointer) == REDIS_OK else { throw failure() }
        guard let pointer else { return nil }
        defer { freeReplyObject(pointer) }
        return Self.reply(pointer.assumingMemoryBound(to: redisReply.self))
    }

    private func failure() -> RedisFailure {
        // Its words may quote what was sent.
        .unreachable("what answers there does not speak Redis' protocol")
    }

    private static func reply(_ pointer: UnsafeMutablePointer<redisReply>) -> RedisReply {
        let reply = pointer.pointee
        switch reply.type {
        case REDIS_REPLY_INTEGER: return .integer(reply.integer)
        case REDIS_REPLY_STRING: return .bytes(bytes(reply))
        case REDIS_REPLY_STATUS: return .status(String(decoding: bytes(reply), as: UTF8.self))
        case REDIS_REPLY_ERROR: return .refusal(RedisRefusal(told: String(decoding: bytes(reply), as: UTF8.self)))
        case REDIS_REPLY_ARRAY:
            return .list(
                (0..<Int(reply.elements)).map { place in
                    guard let element = reply.element[place] else { return .null }
                    return Self.reply(element)
                }
            )
        default: return .null
        }
    }

    private static func bytes(_ reply: redisReply) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: reply.str, count: Int(reply.len)))
    }
}
#endif
