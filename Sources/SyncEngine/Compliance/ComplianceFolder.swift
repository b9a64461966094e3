import SyncModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The files with what is held of single people; only their owner can read them.
struct ComplianceFolder: Sendable {
    private let folder: PosixFolder

    init(path: String) {
        folder = PosixFolder(path: path)
    }

    /// The name of the file for a request.
    static func fileName(_ request: ComplianceRequest) -> String {
        prefix(request.store, customer: request.notice.customerID) + "\(request.id).json"
    }

    private static func prefix(_ store: StoreName, customer: Int64?) -> String {
        "\(store)-customer-" + (customer.map { "\($0)-" } ?? "")
    }

    /// Makes a file of the pieces that `write` hands over; it is there under its name only once it is whole.
    func make(_ name: String, _ write: ((String) throws -> Void) async throws -> Void) async throws {
        try folder.make()
        let path = "\(folder.path)/\(name)"
        let unfinished = path + JournalSegmentName.unfinishedSuffix
        let file = try PosixFile(path: unfinished, flags: O_RDWR | O_CREAT | O_TRUNC)
        defer { file.close() }
        do {
            var place: Int64 = 0
            try await write { text in
                let bytes = Array(text.utf8)
                try file.write(bytes, at: place)
                place += Int64(bytes.count)
            }
            try file.sync()
            try folder.rename(name + JournalSegmentName.unfinishedSuffix, to: name)
        } catch {
            // Half of it helps nobody, and nobody would look for it.
            try? folder.remove(name + JournalSegmentName.unfinishedSuffix)
            throw error
        }
    }

    /// The store's files, half-written ones included, with the numbers of the requests that they are for.
    func files(of store: StoreName) throws -> [(name: String, request: ComplianceRequest.ID)] {
        let prefix = Self.prefix(store, customer: nil)
        return try folder.fileNames().compactMap { name in
            guard name.hasPrefix(prefix), let number = name.split(separator: "-").last?.prefix(while: { $0 != "." }),
                let id = Int64(number)
            else { return nil }
            return (name, ComplianceRequest.ID(rawValue: id))
        }
    }

    /// When a file was written; `nil` where it is gone.
    func writtenAt(_ name: String) -> Instant? { folder.writtenAt(name).map { Instant(seconds: $0) } }

    func remove(_ name: String) throws { try folder.remove(name) }

    /// Removes the files about a customer, or about all of a store's; returns how many.
    func remove(of store: StoreName, customer: Int64?) throws -> Int {
        let prefix = Self.prefix(store, customer: customer)
        var removed = 0
        for name in try folder.fileNames() where name.hasPrefix(prefix) {
            try folder.remove(name)
            removed += 1
        }
        return removed
    }
}
