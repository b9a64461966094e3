import Foundation
import SyncEngine
import SyncModel
import Synchronization
import Testing

@Suite struct JournalReaderTests {
    private let scratch = ScratchFolder()
    private var reader: JournalReader { JournalReader(path: scratch.path) }

    /// The bytes of a segment with these receipts, as a crash would leave it, and the segment's name.
    private func segment(_ receipts: [Receipt]) async throws -> (name: String, bytes: [UInt8], ends: [Int]) {
        let folder = ScriptedFolder()
        let writer = JournalWriter(folder: folder, limits: JournalLimits(), clock: FixedClock()) { 7 }
        var ends: [Int] = []
        for receipt in receipts {
            try await writer.append(receipt)
            ends.append(folder.state.withLock { $0.files.values.first?.count ?? 0 })
        }
        let file = try #require(folder.state.withLock { $0.files.first })
        return (file.key, file.value, ends)
    }

    @Test func tornTailIsIgnoredWhereverItIsCut() async throws {
        let (name, bytes, ends) = try await segment([receipt(1), receipt(2), receipt(3)])
        for length in ends[1]..<bytes.count {
            for filling in [[], [UInt8](repeating: 0, count: bytes.count - length + 4096)] {
                try scratch.put(Array(bytes[..<length]) + filling, at: name)
                let found = try await readAll(reader)
                // The last bytes of an entry are filling: without them it is whole only if zeros follow.
                let isWhole = !filling.isEmpty && bytes[length...].allSatisfy { $0 == 0 }
                #expect(found.receipts == [receipt(1), receipt(2)] + (isWhole ? [receipt(3)] : []), "cut at \(length)")
                #expect(found.damage.isEmpty)
                #expect(scratch.fileNames().isEmpty)
            }
        }
    }

    @Test func everyCorruptedByteInTheMiddleIsToldAndPassed() async throws {
        let (name, bytes, ends) = try await segment([receipt(1, size: 9), receipt(2, size: 9), receipt(3, size: 9)])
        for place in ends[0]..<ends[1] {
            var broken = bytes
            broken[place] ^= 0x55
            try scratch.put(broken, at: name)
            let found = try await readAll(reader)
            if found.damage.isEmpty {
                #expect(found.receipts.count == 3 && bytes[place] == 0, "only filling may change unnoticed: \(place)")
            } else {
                #expect(found.receipts == [receipt(1, size: 9), receipt(3, size: 9)], "broken at \(place)")
                #expect(found.damage.map(\.range) == [Int64(ends[0])..<Int64(ends[1])])
                #expect(scratch.fileNames() == [name + ".damaged"], "kept for a person to look at")
            }
            try? FileManager.default.removeItem(atPath: scratch.path)
        }
    }

    @Test func zeroedPageInTheMiddleIsTold() async throws {
        let (name, bytes, ends) = try await segment((0..<10).map { receipt($0, size: 2_000) })
        var broken = bytes
        for place in 4096..<8192 { broken[place] = 0 }
        try scratch.put(broken, at: name)
        let found = try await readAll(reader)
        #expect(found.damage.map(\.range) == [Int64(ends[0])..<Int64(ends[3])])
        #expect(found.receipts == [0, 4, 5, 6, 7, 8, 9].map { receipt($0, size: 2_000) })
    }

    @Test func anEntryInsideABodyIsNotMistakenForOne() async throws {
        let (_, inner, _) = try await segment([receipt(9)])
        var carrier = receipt(1)
        carrier.body = Array(repeating: Array(inner[16...]), count: 8).flatMap { $0 }
        let (name, bytes, ends) = try await segment([carrier, receipt(2)])
        var broken = bytes
        broken[40] ^= 1
        try scratch.put(broken, at: name)
        let found = try await readAll(reader)
        #expect(found.receipts == [receipt(2)])
        #expect(found.damage.map(\.range) == [16..<Int64(ends[0])])
    }

    @Test func brokenHeaderLosesNothing() async throws {
        let (name, bytes, _) = try await segment([receipt(1)])
        try scratch.put([UInt8](repeating: 255, count: 16) + bytes[16...], at: name)
        #expect(try await readAll(reader).receipts == [receipt(1)])
    }

    @Test func readsBehindALiveWriterAndFinishesWhenItIsGone() async throws {
        let writer = try JournalWriter(path: scratch.path, clock: FixedClock())
        let reader = reader
        for number in 0..<5 { try await writer.append(receipt(number)) }
        let first = try #require(try await reader.next(from: { _ in nil }))
        #expect(first.receipts.count == 5)
        #expect(!first.isFinished)
        let position = first.nextOffset
        #expect(try await reader.next(from: { _ in position }) == nil)
        #expect(try await reader.backlogBytes(from: { _ in position }) == 0)
        try await writer.append(receipt(5))
        #expect(try await reader.backlogBytes(from: { _ in position }) > 0)
        await writer.close()
        let last = try #require(try await reader.next(from: { _ in position }))
        #expect(last.receipts == [receipt(5)])
        #expect(last.isFinished)
        try await reader.remove(last.source)
        #expect(scratch.fileNames().isEmpty)
    }

    @Test func anOrderlyEndIsNoBacklog() async throws {
        let writer = try JournalWriter(path: scratch.path, clock: FixedClock())
        let reader = reader
        try await writer.append(receipt(1))
        let position = try #require(try await reader.next(from: { _ in nil })).nextOffset
        await writer.close()
        #expect(try await reader.backlogBytes(from: { _ in position }) == 0)
        #expect(try await reader.backlogBytes(from: { _ in nil }) > 0)
        #expect(try await reader.oldestUnread { _ in position } == nil)
        #expect(try await reader.oldestUnread { _ in nil } == receipt(1).receivedAt)
    }

    @Test func theOldestOfWhatWaitsIsToldWhileTheWriterGoesOn() async throws {
        let writer = try JournalWriter(path: scratch.path, clock: FixedClock())
        let reader = reader
        #expect(try await reader.oldestUnread { _ in nil } == nil)
        try await writer.append(receipt(1))
        let position = try #require(try await reader.next(from: { _ in nil })).nextOffset
        #expect(try await reader.oldestUnread { _ in position } == nil)
        var later = receipt(2)
        later.receivedAt = later.receivedAt + .seconds(60)
        try await writer.append(later)
        try await writer.append(receipt(3))
        #expect(try await reader.oldestUnread { _ in position } == later.receivedAt)
        await writer.close()
    }

    @Test func batchesAreBoundedByCountAndBytes() async throws {
        let (name, bytes, _) = try await segment((0..<10).map { receipt($0, size: 5_000) })
        try scratch.put(bytes, at: name)
        let byCount = try #require(try await reader.next(from: { _ in nil }, limit: JournalBatchLimit(receipts: 3)))
        #expect(byCount.receipts.count == 3)
        for bytes in [1, 100, 5_000, 12_000] {
            let limit = JournalBatchLimit(receipts: 100, bytes: bytes)
            let found = try await readAll(reader, removing: false, limit: limit)
            #expect(found.receipts.map(\.webhookID) == (0..<10).map { "webhook-\($0)" }, "\(bytes) bytes at a time")
        }
    }

    @Test func twoWritersShareAFolder() async throws {
        let writers = try (0..<2).map { _ in try JournalWriter(path: scratch.path, clock: FixedClock()) }
        try await withThrowingTaskGroup { group in
            for number in 0..<100 { group.addTask { try await writers[number % 2].append(receipt(number)) } }
            try await group.waitForAll()
        }
        #expect(Set(try await readAll(reader).receipts).count == 100)
        for writer in writers { await writer.close() }
    }

    @Test func readerIsWokenByTheWriter() async throws {
        let writer = try JournalWriter(path: scratch.path, clock: FixedClock())
        let reader = JournalReader(path: scratch.path, signal: writer.signal, pollInterval: .seconds(600))
        async let waited: Void = reader.waitForMore()
        try await writer.append(receipt(1))
        await waited
        #expect(try await reader.next(from: { _ in nil })?.receipts == [receipt(1)])
        await writer.close()
    }

    @Test func leftoversOfACrashedCreationAreRemoved() async throws {
        try scratch.put([], at: "0001780000000000-0000000000000001.segment.new")
        let writer = try JournalWriter(path: scratch.path, clock: FixedClock())
        #expect(scratch.fileNames().isEmpty)
        await writer.close()
    }

    @Test func emptySegmentIsFinished() async throws {
        try scratch.put([], at: "0001780000000000-0000000000000001.segment")
        #expect(try await readAll(reader).receipts.isEmpty)
        #expect(scratch.fileNames().isEmpty)
    }
}
