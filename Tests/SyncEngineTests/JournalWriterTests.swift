import Dispatch
import Foundation
import SyncEngine
import SyncModel
import Synchronization
import Testing

@Suite struct JournalWriterTests {
    private let folder = ScriptedFolder()

    private func writer(_ limits: JournalLimits = JournalLimits()) -> JournalWriter {
        JournalWriter(folder: folder, limits: limits, clock: FixedClock()) { 42 }
    }

    @Test func concurrentAppendsShareFlushes() async throws {
        let scratch = ScratchFolder()
        let writer = try JournalWriter(path: scratch.path, clock: FixedClock())
        try await withThrowingTaskGroup { group in
            for number in 0..<1000 { group.addTask { try await writer.append(receipt(number)) } }
            try await group.waitForAll()
        }
        #expect(writer.flushCount < 500)
        let found = try await readAll(JournalReader(path: scratch.path))
        #expect(Set(found.receipts.map(\.webhookID)).count == 1000)
        #expect(found.receipts.count == 1000)
        #expect(found.damage.isEmpty)
        await writer.close()
    }

    @Test func successMeansSynced() async throws {
        let writer = writer()
        for number in 0..<20 {
            try await writer.append(receipt(number))
            let (files, synced) = folder.state.withLock { ($0.files, $0.synced) }
            #expect(files == synced)
        }
    }

    @Test func fullDiskFailsAndRecovers() async throws {
        let writer = writer()
        try await writer.append(receipt(1))
        let before = folder.state.withLock { $0.files }
        folder.state.withLock { $0.partial = 50 }
        folder.fail(write: .noSpace)
        await #expect(throws: InboxFailure.full) { try await writer.append(receipt(2)) }
        #expect(folder.state.withLock { $0.files } == before, "what was written in part is taken back")
        await #expect(throws: InboxFailure.full) { try await writer.check() }
        folder.fail()
        try await writer.check()
        #expect(folder.state.withLock { $0.files } == before, "a trial leaves nothing")
        try await writer.append(receipt(3))
        #expect(folder.state.withLock { $0.files.count } == 1)
    }

    @Test func failedSyncAbandonsTheSegment() async throws {
        let writer = writer()
        try await writer.append(receipt(1))
        let before = folder.state.withLock { $0.files }
        folder.fail(sync: .ioError)
        await #expect(throws: InboxFailure.failing(reason: "sync: Input/output error")) {
            try await writer.append(receipt(2))
        }
        #expect(folder.state.withLock { $0.files } == before, "cut off behind what is known durable")
        await #expect(throws: InboxFailure.self) { try await writer.append(receipt(2)) }
        #expect(folder.state.withLock { $0.files.count } == 1, "a new segment without receipts is removed")
        folder.fail()
        try await writer.append(receipt(3))
        #expect(folder.state.withLock { $0.files.count } == 2, "the old segment is not written any more")
        for (name, bytes) in before { #expect(folder.state.withLock { $0.files[name] } == bytes) }
    }

    @Test func failedCreationIsTold() async throws {
        let writer = writer()
        folder.fail(create: .noSpace)
        await #expect(throws: InboxFailure.full) { try await writer.append(receipt(1)) }
        folder.fail()
        try await writer.append(receipt(1))
    }

    /// While the disk stands still, what does not fit into the queue is refused at once.
    @Test func waitingReceiptsAreBounded() async throws {
        let writer = writer(JournalLimits(queuedBytes: 20_000))
        let disk = DispatchSemaphore(value: 0)
        folder.hold(at: disk)
        // Where none is refused they would wait for ever.
        let end = Task {
            try? await Task.sleep(for: .seconds(20))
            for _ in 0..<200 { disk.signal() }
        }
        await withTaskGroup(of: InboxFailure?.self) { group in
            for number in 0..<200 {
                group.addTask { await failure(appending: receipt(number, size: 9_000), to: writer) }
            }
            // One group is being synced, and two receipts wait: no other has a place.
            for _ in 0..<190 {
                let outcome = await group.next()
                #expect(outcome == .some(.failing(reason: "too many deliveries wait for the disk")))
            }
            // Goes on at once, and tells the disk to do so.
            end.cancel()
            var stored = 0
            for await outcome in group where outcome == nil { stored += 1 }
            #expect(stored > 0)
        }
    }

    @Test func closingKeepsWhatWasAcceptedAndRefusesMore() async throws {
        let scratch = ScratchFolder()
        let writer = try JournalWriter(path: scratch.path, clock: FixedClock())
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask { await failure(appending: receipt(number), to: writer) == nil }
            }
            group.addTask {
                await writer.close()
                return false
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        let found = try await readAll(JournalReader(path: scratch.path))
        #expect(found.receipts.count == accepted)
        #expect(scratch.fileNames().isEmpty)
        await #expect(throws: InboxFailure.closed) { try await writer.append(receipt(1)) }
    }

    @Test func segmentsRollByLengthAndAge() async throws {
        let scratch = ScratchFolder()
        let limits = JournalLimits(segmentBytes: 1_000, segmentAge: .seconds(-1))
        let writer = try JournalWriter(path: scratch.path, limits: limits, clock: FixedClock())
        for number in 0..<12 { try await writer.append(receipt(number, size: 400)) }
        #expect(scratch.fileNames().count > 3)
        let reader = JournalReader(path: scratch.path)
        let found = try await readAll(reader)
        #expect(found.receipts.map(\.webhookID) == (0..<12).map { "webhook-\($0)" }, "oldest first")
        #expect(scratch.fileNames().count == 1, "the writer's own stays")
        await writer.finishOldSegment()
        #expect(try await readAll(reader).damage.isEmpty)
        #expect(scratch.fileNames().isEmpty)
        await writer.close()
    }
}
