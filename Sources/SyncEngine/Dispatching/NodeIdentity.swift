#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Who owns a lease: this process on this machine.
package struct NodeIdentity: Sendable, Hashable {
    package let host: String
    package let process: Int32
    /// Tells apart two processes that were given one process id.
    package let nonce: String

    package init(host: String, process: Int32, nonce: String) {
        self.host = host
        self.process = process
        self.nonce = nonce
    }

    /// This process.
    package static func current() -> NodeIdentity {
        NodeIdentity(host: machine(), process: getpid(), nonce: String(UInt64.random(in: 0 ... .max), radix: 36))
    }

    /// What tells whether process ids mean the same: the host's name and, since containers and cloned machines may share
    /// one, the boot and the namespace of process ids.
    private static func machine() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        gethostname(&buffer, buffer.count - 1)
        var parts = [text(buffer)]
        #if os(Linux)
        let boot = fopen("/proc/sys/kernel/random/boot_id", "r")
        defer { if let boot { fclose(boot) } }
        buffer = [CChar](repeating: 0, count: 256)
        if let boot, fgets(&buffer, 64, boot) != nil { parts.append(String(text(buffer).prefix(36))) }
        buffer = [CChar](repeating: 0, count: 256)
        if readlink("/proc/self/ns/pid", &buffer, buffer.count - 1) > 0 { parts.append(text(buffer)) }
        #endif
        return parts.joined(separator: " ")
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    package var owner: String { "\(host)/\(process)/\(nonce)" }

    /// Whether another owner is a process of this machine that no longer runs, so that its lease need not be waited for.
    package func knowsToBeDead(_ other: String) -> Bool {
        let parts = other.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == host, let id = Int32(parts[1]), other != owner else { return false }
        if id == process { return true }
        return kill(id, 0) == -1 && errno == ESRCH
    }
}
