import NIOCore
import NIOPosix

/// A connection over which a test sends exactly the bytes it wants.
struct RawClient {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    static func connect(to port: Int) async throws -> RawClient {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return RawClient(channel: channel)
    }

    /// Sends each part, then reads until the server closes.
    func exchange(_ parts: [[UInt8]]) async throws -> String {
        try await channel.executeThenClose { inbound, outbound in
            for part in parts { try await outbound.write(ByteBuffer(bytes: part)) }
            var text = ""
            for try await part in inbound { text += String(buffer: part) }
            return text
        }
    }

    /// Sends a request and reads one answer whose length is declared.
    func request(_ bytes: [UInt8]) async throws -> RawAnswer {
        try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: bytes))
            var text = ""
            for try await part in inbound {
                text += String(buffer: part)
                if let answer = RawAnswer(text), answer.isWhole { return answer }
            }
            return RawAnswer(text) ?? RawAnswer(status: 0, head: text, body: "")
        }
    }
}

struct RawAnswer {
    var status: Int
    var head: String
    var body: String

    init(status: Int, head: String, body: String) {
        self.status = status
        self.head = head
        self.body = body
    }

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: Array("\r\n\r\n".utf8)) }) else {
            return nil
        }
        head = String(decoding: bytes[..<end], as: UTF8.self)
        body = String(decoding: bytes[(end + 4)...], as: UTF8.self)
        status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    func header(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name { return parts[1].drop { $0 == " " }.description }
        }
        return nil
    }

    var isWhole: Bool { header("content-length").flatMap { Int($0) } == body.utf8.count }
}
