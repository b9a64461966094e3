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
            return try await Self.findings(store.inventory()) + sealing(store.sealing())
        } catch let failure as StoreFailure {
            return [Finding(.problem, "server", failure.description)]
        } catch {
            return [Finding(.problem, "server", "it cannot be looked at: \(type(of: error))")]
        }
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

    /// How much is under which key.
    private func sealing(_ inventory: SealInventory) -> [Finding] {
        let current = SealKeyFile.payloads(configuration)?.mark
        guard current != nil || !inventory.sealed.isEmpty else { return [] }
        var parts = inventory.sealed.sorted { $0.key < $1.key }.map { mark, count in
            "\(Numbers.grouped(count)) values under \(mark == current ? "storage.seal_key" : "another key") (\(mark))"
        }
        if inventory.readable > 0 { parts.append("\(Numbers.grouped(inventory.readable)) readable") }
        let words = parts.isEmpty ? "nothing is there to be sealed yet" : parts.joined(separator: ", ")
        let isWhole = inventory.sealed.keys.allSatisfy { $0 == current } && (current == nil || inventory.readable == 0)
        if isWhole { return [Finding(.fine, "sealing", words)] }
        return [Finding(.warning, "sealing", words, fix: "\"sluice db reseal\", which may run beside the server")]
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
        guard let last = BackupFolder(configuration.backupFolder).backups.first else {
            return Finding(.warning, "backup", "there is none in \(configuration.backupFolder)", fix: fix)
        }
        let words = "the last is \(last.path), \(Ages.ago(last.takenAt, now: now))"
        guard now.since(last.takenAt) > Self.oldBackup else { return Finding(.fine, "backup", words) }
        return Finding(.warning, "backup", words, fix: fix)
    }

    private var lastBackup: String {
        BackupFolder(configuration.backupFolder).backups.first.map { "sluice db restore \($0.path)" }
            ?? "there is none in \(configuration.backupFolder)"
    }
}
