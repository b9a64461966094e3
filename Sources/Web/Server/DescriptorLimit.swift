#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How many files and connections the system lets this process have open.
package enum DescriptorLimit {
    /// Enough for all that a server opens at once.
    private static let wanted = 65_536
    /// What is kept for files, the database and calls to CRMs.
    static let reserve = 512

    /// Raises the limit as far as the system allows and we need.
    ///
    /// - Returns: the limit that holds now.
    @discardableResult
    package static func raise() -> Int {
        var limits = rlimit()
        #if canImport(Glibc)
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let files = RLIMIT_NOFILE
        #endif
        guard getrlimit(files, &limits) == 0 else { return 1_024 }
        let target = min(rlim_t(wanted), limits.rlim_max)
        if limits.rlim_cur < target {
            var raised = limits
            raised.rlim_cur = target
            if setrlimit(files, &raised) == 0 { limits = raised }
        }
        return Int(min(limits.rlim_cur, rlim_t(Int32.max)))
    }

    /// How many of so many connections a listener may have under a limit.
    static func connections(_ asked: Int, under limit: Int) -> Int {
        max(64, min(asked, limit - reserve))
    }
}
