import SyncModel

/// The lines of a result file, parted by the record they belong to.
///
/// Children may stand anywhere behind their parents. All lines of one record fall into one part, and one part at a time
/// is held in memory; the others lie on disk. A file that fits one part never touches the disk.
struct BulkPartitions {
    /// What a part may hold in memory, as raw lines.
    static let partBytes = 4 * 1024 * 1024
    static let mostParts = 128
    /// How many times larger a part may become: a slice that cannot be cut shorter may be larger than all parts together.
    private static let growth = 16
    private static let bufferBytes = 64 * 1024

    private struct Part {
        var buffer: [UInt8] = []
        var file: SpillFile?
        var size = 0
    }

    private let folder: String
    private let largest: Int
    private var parts: [Part]

    /// - Parameters:
    ///   - bytes: the size of the file, as it was announced.
    ///   - folder: where parts are kept.
    ///   - partBytes: smaller in tests.
    init(bytes: Int64, folder: String, partBytes: Int = Self.partBytes) {
        let count = min(Int64(Self.mostParts), max(1, bytes / Int64(partBytes) + 1))
        self.folder = folder
        largest = partBytes * Self.growth
        parts = Array(repeating: Part(), count: Int(count))
    }

    var count: Int { parts.count }

    /// The part that holds everything of a record.
    ///
    /// Mixed, since ids that were given in one go may all be multiples of a power of two.
    func part(of record: Int64) -> Int {
        Int(((record.magnitude &* 0x9E37_79B9_7F4A_7C15) >> 32) % UInt64(parts.count))
    }

    /// Takes a line in.
    ///
    /// - Throws: ``ReadFault`` where a part becomes larger than may be held in memory, and for a disk that fails.
    mutating func add(_ line: ArraySlice<UInt8>, of record: Int64) throws(ReadFault) {
        let index = part(of: record)
        parts[index].size += line.count + 1
        guard parts[index].size <= largest else {
            throw ReadFault(
                .bulkResult,
                .refuse,
                message:
                    "the bulk result is too large: one of its \(parts.count) parts holds more than \(largest) bytes. "
                    + "Backfill a shorter range with --since and --until"
            )
        }
        parts[index].buffer += line
        parts[index].buffer.append(UInt8(ascii: "\n"))
        guard parts.count > 1, parts[index].buffer.count >= Self.bufferBytes else { return }
        let file: SpillFile
        if let known = parts[index].file {
            file = known
        } else {
            file = try SpillFile(in: folder)
            parts[index].file = file
        }
        try file.append(parts[index].buffer)
        parts[index].buffer.removeAll(keepingCapacity: true)
    }

    /// The lines of a part, in the order of the file; the part is given up.
    mutating func take(_ index: Int) throws(ReadFault) -> [UInt8] {
        let part = parts[index]
        parts[index] = Part()
        guard let file = part.file else { return part.buffer }
        return try file.contents() + part.buffer
    }
}
