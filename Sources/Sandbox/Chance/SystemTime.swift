#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension SandboxTime {
    /// The machine's time; the default wherever a clock can be injected.
    @Sendable package static func system() -> SandboxTime {
        SandboxTime(nanoseconds: Int64(Date().timeIntervalSince1970 * 1_000_000_000))
    }
}
