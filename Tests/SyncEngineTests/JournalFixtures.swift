import Dispatch
import Foundation
import SyncEngine
import SyncModel
import Synchronization

struct FixedClock: WallClock {
    var now = Instant(seconds: 1_780_000_000)
}

/// A folder of its own for each test, removed with the value.
final class ScratchFolder: Sendable {
    let path = NSTemporaryDirectory() + "sluice-journal-" + UUID().uuidString

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func fileNames() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    func bytes(of name: String) -> [UInt8] {
        FileManager.default.contents(atPath: path + "/" + name).map { [UInt8]($0) } ?? []
    }

    func put(_ bytes: [UInt8], at name: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    }
}

func receipt(_ number: Int, size: Int = 100) -> Receipt {
    Receipt(
        store: StoreName("acme"),
        webhookID: "webhook-\(number)",
        topic: "orders/create",
        eventID: "event-\(number)",
        triggeredAt: Instant(microseconds: 1_780_000_000_123_456),
        receivedAt: Instant(microseconds: 1_780_000_001_000_001),
        apiVersion: "2026-07",
        isTest: number % 2 == 0,
        body: (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
    )
}

/// Reads everything that is there now, removing finished segments, as the applier does.
func readAll(
    _ reader: JournalReader,
    removing: Bool = true,
    limit: JournalBatchLimit = JournalBatchLimit()
) async throws -> (receipts: [Receipt], damage: [JournalDamage]) {
    let positions = Mutex<[String: Int64]>([:])
    var receipts: [Receipt] = []
    var damage: [JournalDamage] = []
    while let batch = try await reader.next(from: { source in positions.withLock { $0[source] } }, limit: limit) {
        receipts += batch.receipts
        damage += batch.damage
        positions.withLock { $0[batch.source] = batch.nextOffset }
        guard batch.isFinished else { continue }
        guard removing else { break }
        try await reader.remove(batch.source)
    }
    return (receipts, damage)
}

/// Why appending failed; `nil` where it did not.
func failure(appending receipt: Receipt, to writer: JournalWriter) async -> InboxFailure? {
    do throws(InboxFailure) {
        try await writer.append(receipt)
        return nil
    } catch {
        return error
    }
}

/// A folder in memory whose disk fails on demand and counts its flushes.
final class ScriptedFolder: JournalFolder {
    struct State {
        var files: [String: [UInt8]] = [:]
        var synced: [String: [UInt8]] = [:]
        var syncs = 0
        var writeFailure: SystemFailure?
        var syncFailure: SystemFailure?
        var createFailure: SystemFailure?
        /// Bytes that a failing write still leaves behind.
        var partial = 0
    }

    let state = Mutex(State())
    private let gate = Mutex<DispatchSemaphore?>(nil)

    /// From now on a sync waits for a signal first.
    func hold(at disk: DispatchSemaphore) { gate.withLock { $0 = disk } }

    func waitForDisk() { gate.withLock { $0 }?.wait() }

    func create(_ fileName: String, header: [UInt8]) throws(SystemFailure) -> any JournalFile {
        if let failure = state.withLock({ $0.createFailure }) { throw failure }
        state.withLock { $0.files[fileName] = header }
        return ScriptedFile(folder: self, name: fileName)
    }

    func remove(_ fileName: String) throws(SystemFailure) {
        state.withLock { $0.files[fileName] = nil }
    }

    func fail(write: SystemFailure? = nil, sync: SystemFailure? = nil, create: SystemFailure? = nil) {
        state.withLock {
            $0.writeFailure = write
            $0.syncFailure = sync
            $0.createFailure = create
        }
    }
}

struct ScriptedFile: JournalFile {
    let folder: ScriptedFolder
    let name: String

    func write(_ bytes: [UInt8], at offset: Int64) throws(SystemFailure) {
        let failure = folder.state.withLock { state in
            var content = state.files[name] ?? []
            let kept = state.writeFailure == nil ? bytes : Array(bytes.prefix(state.partial))
            content = Array(content.prefix(Int(offset))) + kept
            state.files[name] = content
            return state.writeFailure
        }
        if let failure { throw failure }
    }

    func sync() throws(SystemFailure) {
        folder.waitForDisk()
        let failure = folder.state.withLock { state in
            state.syncs += 1
            if state.syncFailure == nil { state.synced[name] = state.files[name] }
            return state.syncFailure
        }
        if let failure { throw failure }
    }

    func truncate(to length: Int64) throws(SystemFailure) {
        folder.state.withLock { $0.files[name] = $0.files[name].map { Array($0.prefix(Int(length))) } }
    }

    func close() {}
}

extension SystemFailure {
    static let noSpace = SystemFailure(operation: "write", code: 28, isFull: true, reason: "No space left on device")
    static let ioError = SystemFailure(operation: "sync", code: 5, isFull: false, reason: "Input/output error")
}
