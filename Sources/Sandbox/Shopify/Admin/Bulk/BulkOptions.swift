/// How the shop goes about bulk operations.
package struct BulkOptions: Sendable {
    /// The order of lines in a result whose objects are not grouped.
    package enum LineOrder: String, Sendable {
        /// Each parent, then its children.
        case grouped
        /// Children somewhere after their parent, often far.
        case afterParent
        /// Children anywhere near, before their parent too.
        case anywhere
    }

    /// Seconds from the start to RUNNING.
    package var startSeconds: Int64 = 1
    /// Seconds from the start to the end, at least.
    package var totalSeconds: Int64 = 2
    /// False leaves every operation RUNNING until it is told to finish.
    package var endsByItself = true
    package var lineOrder = LineOrder.anywhere
    package var concurrentQueries = 5
    /// How long a result can be fetched.
    package var resultSeconds: Int64 = 7 * 86_400
    /// Root objects that are worked through each time somebody looks.
    package var rootsPerLook = 5_000
    /// A longer result fails, with what there is.
    package var resultByteLimit = 512 * 1024 * 1024
    /// Whether a query that was answered before is answered with the same result, ready at once.
    ///
    /// For measuring: whoever reads a result then does not share the machine with whoever writes it. What changed since is
    /// not in it.
    package var repeatsResults = false

    package init() {}
}
