import Foundation
import SQLStore
import SQLiteDriver
import SyncEngine
import SyncModel

/// What there is to say of the store's file.
struct DatabaseInspection {
    let configuration: SluiceConfiguration
    var thorough = false
    let now: Instant

    /// How old a backup may be without a word.
    static let oldBackup = Duration.seconds(7 * 86_400)

    /// A log that is longer than this is not being moved into the file.
    static let longLog: Int64 = 1_073_741_824

    func findings() async -> [Finding] {
        guard configuration.storage.isFile else { return await findingsOfServer() + [await inbox()] }
        let file = SQLiteFile(configuration.storage.path)
        var findings: [Finding] = []
        do {
            let problems = try await file.problems(thorough: thorough)
            findings.append(
                problems.isEmpty
                    ? Finding(.fine, "file", "\(Numbers.grouped(file.size)) bytes, every page is sound")
                    : Finding(
                        .problem,
                        "file",
                        problems.prefix(3).joined(separator: "; "),
                        fix: "stop Sluice and restore the last backup: \(lastBackup)"
                    )
            )
            let inventory = try await file.inventory()
            findings += Self.findings(inventory)
            findings += sealing(try await file.sealing())
            if inventory.schemaVersion == SQLStore.schemaVersion {
                if thorough { findings.append(try await rowsOfFile()) }
                findings += try await erasedInCopies().map { [$0] } ?? []
            }
        } catch let failure as StoreFailure {
            findings.append(Finding(.problem, "file", failure.description, fix: "the last backup: \(lastBackup)"))
        } catch {
            findings.append(Finding(.problem, "file", "it cannot be looked at: \(type(of: error))"))
        }
        if file.logSize > Self.longLog {
            findings.append(
                Finding(
                    .warning,
                    "log",
                    "\(Numbers.grouped(file.logSize)) bytes wait to be moved into the file",
                    fix: "find the process that keeps a transaction open in it, such as a sqlite3 shell, and end it"
                )
            )
        }
        return findings + [await inbox(), backup()]
    }

    /// Of its files the server itself takes care.
    private func findingsOfServer() async -> [Finding] {
        do {
            let session = try await StoreSession.openDatabase(configuration)
            let store = SQLStore(looking: session)
            let inventory = try await store.inventory()
            var found = Self.findings(inventory) + sealing(try await store.sealing())
            if thorough, inventory.schemaVersion == SQLStore.schemaVersion {
                let opening = SQLStore(looking: session, seal: SealKeyFile.payloads(configuration))
                found.append(Self.finding(of: try await opening.unreadRows()))
            }
            return found
        } catch let failure as StoreFailure {
            return [Finding(.problem, "server", failure.description)]
        } catch {
            return [Finding(.problem, "server", "it cannot be looked at: \(type(of: error))")]
        }
    }

    /// The newest requests tell: what was erased before them is in no copy that is older than the first of these.
    private func erasedInCopies() async throws -> Finding? {
        let copies =
            BackupFolder(configuration.backupFolder).backups
            + ErasedInCopies.setAside(beside: SQLiteFile(configuration.storage.path).path)
        guard !copies.isEmpty else { return nil }
        let database = try SQLiteDatabase(path: configuration.storage.path)
        defer { try? database.close() }
        let store = SQLStore(looking: database, seal: SealKeyFile.payloads(configuration))
        return ErasedInCopies(try await store.requests(ComplianceFilter(), limit: 1_000), copies).finding(now: now)
    }

    private func rowsOfFile() async throws -> Finding {
        let database = try SQLiteDatabase(path: configuration.storage.path)
        defer { try? database.close() }
        return Self.finding(
            of: try await SQLStore(looking: database, seal: SealKeyFile.payloads(configuration)).unreadRows()
        )
    }

    /// Single rows that cannot be read: nothing for which the whole store would go back to a backup.
    static func finding(of unread: UnreadRows) -> Finding {
        guard !unread.isEmpty else { return Finding(.fine, "rows", "all that is held of people can be read") }
        let named = unread.first.prefix(5).map(\.name).joined(separator: "; ")
        let more = unread.count > 5 ? "; and \(Numbers.grouped(unread.count - 5)) more" : ""
        let reason = unread.first.first.map { " (\($0.reason))" } ?? ""
        return Finding(
            .problem,
            "rows",
            "\(Numbers.grouped(unread.count)) cannot be read: \(named)\(more)\(reason)",
            fix:
                "all others go on, so restore no backup for them. Where a key is missing, put it into storage.old_seal_keys. A "
                + "record is read anew by \"sluice backfill\", and its deliveries tried by \"sluice failures retry --code "
                + "unreadable_row\"; webhooks, deleted records and notes go with their time; a request is asked again by \"sluice "
                + "redact\" or \"sluice export\""
        )
    }

    private static func findings(_ inventory: StoreInventory) -> [Finding] {
        let known = SQLStore.schemaVersion
        let schema =
            inventory.schemaVersion < known
            ? Finding(
                .warning,
                "schema",
                "version \(inventory.schemaVersion), this release writes \(known)",
                fix: "\"sluice db migrate\", or the next start, brings it forward after a backup"
            )
            : Finding(.fine, "schema", "version \(inventory.schemaVersion), as this release writes it")
        let contents = Finding(
            .fine,
            "contents",
            "\(Numbers.grouped(inventory.customers)) customers, \(Numbers.grouped(inventory.orders)) orders, "
                + "\(Numbers.grouped(inventory.receipts)) webhooks, \(Numbers.grouped(inventory.lanes)) lanes"
        )
        let disagreements = inventory.disagreements.map { words in
            Finding(
                .problem,
                "tallies",
                words,
                fix: "deliveries are not affected, \"status\" counts wrongly; report it with this text"
            )
        }
        return [schema, contents] + disagreements
    }

    static let sealing = "sealing"

    /// How much is under which key; a problem where one is missing, without which nothing opens the store.
    private func sealing(_ inventory: SealInventory) -> [Finding] {
        let keys = SealKeyFile.payloads(configuration)
        let current = keys?.mark
        let needed = inventory.demanded.union(inventory.sealed.keys)
        guard current != nil || !needed.isEmpty else { return [] }
        let missing = needed.subtracting(keys?.marks ?? []).sorted()
        guard missing.isEmpty else {
            let count = missing.reduce(0) { $0 + (inventory.sealed[$1] ?? 0) }
            return [
                Finding(
                    .problem,
                    Self.sealing,
                    "\(count > 0 ? Numbers.grouped(count) : "some") values are sealed under "
                        + "\(missing.joined(separator: ", ")), and "
                        + (keys == nil ? "no key is configured" : "that is none of the configured keys")
                        + ": the server and every command that opens the store refuse it",
                    fix:
                        "put the key that sealed it back as storage.seal_key, or into storage.old_seal_keys; without it "
                        + "only a backup helps"
                )
            ]
        }
        var parts = inventory.sealed.sorted { $0.key < $1.key }.map { mark, count in
            "\(Numbers.grouped(count)) values under \(mark == current ? "storage.seal_key" : "another key") (\(mark))"
        }
        if inventory.readable > 0 { parts.append("\(Numbers.grouped(inventory.readable)) readable") }
        let words = parts.isEmpty ? "nothing is there to be sealed yet" : parts.joined(separator: ", ")
        let isWhole = inventory.sealed.keys.allSatisfy { $0 == current } && (current == nil || inventory.readable == 0)
        if isWhole { return [Finding(.fine, Self.sealing, words)] }
        return [Finding(.warning, Self.sealing, words, fix: "\"sluice db reseal\", which may run beside the server")]
    }

    private func inbox() async -> Finding {
        guard let folder = configuration.inbox.journalFolder, FileManager.default.fileExists(atPath: folder) else {
            return Finding(.fine, "inbox", "nothing waits")
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let damaged = names.filter { $0.hasSuffix(".damaged") }.sorted()
        guard damaged.isEmpty else {
            return Finding(
                .warning,
                "inbox",
                "parts of \(damaged.prefix(3).joined(separator: ", ")) could not be read and are kept in \(folder)",
                fix: "\"sluice reconcile\" brings in what they told; then the files may be removed"
            )
        }
        return Finding(.fine, "inbox", "\(names.count { $0.hasSuffix(".segment") }) segments in \(folder)")
    }

    private func backup() -> Finding {
        let fix = "\"sluice db backup\", every day by cron or a timer"
        guard let last = BackupFolder(configuration.backupFolder).newest(at: now) else {
            return Finding(.warning, "backup", "there is none in \(configuration.backupFolder)", fix: fix)
        }
        let words = "the last is \(last.path), \(Ages.ago(last.takenAt, now: now))"
        guard now.since(last.takenAt) > Self.oldBackup else { return Finding(.fine, "backup", words) }
        return Finding(.warning, "backup", words, fix: fix)
    }

    private var lastBackup: String {
        BackupFolder(configuration.backupFolder).newest(at: now).map { "sluice db restore \($0.path)" }
            ?? "there is none in \(configuration.backupFolder)"
    }
}
