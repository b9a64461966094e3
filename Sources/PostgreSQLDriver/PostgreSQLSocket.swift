#if PostgreSQL
import CLibPQ

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The socket beneath a connection.
struct PostgreSQLSocket {
    private let descriptor: Int32

    /// To be made anew while connecting, which changes sockets.
    init(_ connection: OpaquePointer) { descriptor = PQsocket(connection) }

    /// Waits until there is something to read, or room to write.
    ///
    /// - Returns: whether that was in time.
    func wait(forWriting: Bool, until latest: ContinuousClock.Instant) -> Bool {
        while true {
            let left = ContinuousClock.now.duration(to: latest)
            guard left > .zero else { return false }
            let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000
            let events = forWriting ? POLLIN | POLLOUT : POLLIN
            let found = poll(events, milliseconds: Int32(clamping: milliseconds + 1))
            if found > 0 { return true }
            // Who else could be interrupted tries again.
            if found < 0, errno != EINTR { return true }
        }
    }

    /// Whether a connection that nobody uses has something to say: almost always that the server has closed it.
    var hasNews: Bool { poll(POLLIN, milliseconds: 0) != 0 }

    private func poll(_ events: Int32, milliseconds: Int32) -> Int32 {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        #if canImport(Darwin)
        return Darwin.poll(&entry, 1, milliseconds)
        #else
        return Glibc.poll(&entry, 1, milliseconds)
        #endif
    }
}
#endif
