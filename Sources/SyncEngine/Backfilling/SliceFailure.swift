import SyncModel

/// An attempt at a slice that came to nothing.
struct SliceFailure: Error, Sendable, Hashable {
    /// For a person; no secret and no personal data.
    var message: String
    /// Whether its operation has a result that can be read again.
    var keepsOperation = false

    /// What a job says that could not read all of its slices.
    static func words(_ failed: [JobSlice], job: Job.ID) -> String {
        let shown = failed.prefix(3).map { slice in
            "\(slice.kind.rawValue)s \(range(slice)): \(slice.problem ?? "no reason was given")"
        }
        let more = failed.count > shown.count ? "; and \(failed.count - shown.count) more" : ""
        return "\(failed.count) slices could not be read. \(shown.joined(separator: "; "))\(more)."
            + " `sluice jobs resume \(job)` tries exactly these again."
    }

    private static func range(_ slice: JobSlice) -> String {
        guard slice.method != .sweep else { return "by id" }
        let since = slice.window.since.map { "\(Timestamp($0))" } ?? "the beginning"
        let until = slice.window.until.map { "\(Timestamp($0))" } ?? "now"
        return "from \(since) to \(until)"
    }
}
