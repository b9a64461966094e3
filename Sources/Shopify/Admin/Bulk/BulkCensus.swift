/// What a result file holds, counted while it comes.
struct BulkCensus {
    private(set) var lines: Int64 = 0
    private(set) var roots: Int64 = 0
    private var known: Set<Int64> = []
    private var parents: Set<Int64> = []
    private var lastParent: Int64?

    mutating func count(_ line: BulkLine) {
        lines += 1
        guard line.isChild else {
            roots += 1
            known.insert(line.record)
            return
        }
        // Brothers mostly stand together.
        guard line.record != lastParent else { return }
        lastParent = line.record
        parents.insert(line.record)
    }

    /// Whether a child's parent is not in the file.
    var hasOrphans: Bool { !parents.isSubset(of: known) }
}
