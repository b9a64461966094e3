import Conformance
import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A service on this machine that answers as a test says, one request to a connection.
final class LocalService: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        /// By name in lower case.
        var headers: [String: String]
        var body: String
    }

    let port: Int
    private let socketNumber: Int32
    private let seen = Mutex<[Request]>([])

    /// - Parameter answer: gives status and body, and further lines of the head.
    /// - Throws: where no port is free.
    init(_ answer: @escaping @Sendable (Request) -> (status: Int, body: String, head: String)) throws {
        port = try FreePort.take()
        #if canImport(Darwin)
        let number = socket(AF_INET, SOCK_STREAM, 0)
        let flags: Int32 = 0
        #else
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let flags = Int32(MSG_NOSIGNAL)
        #endif
        socketNumber = number
        var yes: Int32 = 1
        setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isBound, listen(number, 16) == 0 else { throw FreePort.NoneFree() }
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(number, nil, nil)
                guard connection >= 0, let self else { return }
                let request = Self.read(connection)
                self.seen.withLock { $0.append(request) }
                let (status, body, head) = answer(request)
                let text =
                    "HTTP/1.1 \(status) X\r\n\(head)content-length: \(body.utf8.count)\r\nconnection: close\r\n\r\n\(body)"
                _ = Array(text.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, flags) }
                close(connection)
            }
        }
    }

    deinit {
        shutdown(socketNumber, Int32(SHUT_RDWR))
        close(socketNumber)
    }

    var address: String { "http://127.0.0.1:\(port)" }

    var requests: [Request] { seen.withLock { $0 } }

    private static func read(_ connection: Int32) -> Request {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.firstRange(of: "\r\n\r\n") {
                let lines = text[..<end.lowerBound].split(separator: "\r\n")
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    let pair = line.split(separator: ":", maxSplits: 1)
                    if pair.count == 2 { headers[pair[0].lowercased()] = pair[1].drop { $0 == " " }.description }
                }
                let body = String(text[end.upperBound...])
                if body.utf8.count >= headers["content-length"].flatMap({ Int($0) }) ?? 0 {
                    let words = (lines.first ?? "").split(separator: " ").map(String.init)
                    return Request(
                        method: words.first ?? "",
                        path: words.count > 1 ? words[1] : "",
                        headers: headers,
                        body: body
                    )
                }
            }
            let count = recv(connection, &part, part.count, 0)
            guard count > 0 else { return Request(method: "", path: "", headers: [:], body: "") }
            bytes += part[..<count]
        }
    }
}
