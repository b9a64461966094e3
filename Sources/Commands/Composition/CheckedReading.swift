import SyncEngine
import SyncModel

/// A configuration that was read, beside what the CRMs say of their own fields: all that is wrong with it at once.
///
/// By it a server takes up a changed configuration, and the command that asks for that looks first. Of a CRM that has never
/// told its fields nothing is known, and it is not asked for this: the mapping is then taken by its own document alone, and
/// the server's ``SchemaWatch`` tells what does not fit as soon as the CRM has answered it.
struct CheckedReading {
    /// How much is looked at beyond the files.
    enum Scope {
        /// Only mappings that have a mistake anyhow, by what is kept here: nobody is called.
        case whatIsWrong
        /// The same, and a CRM that never told its fields is asked for them: by whoever is about to call it anyhow.
        case whatIsWrongInCRMs
        /// Every mapping of a CRM that may be called; it is asked where what is kept says that something does not fit.
        case everything
    }

    private let reading: ConfigurationReading
    private let store: (any SyncStore)?

    /// - Parameters:
    ///   - reading: what stands in the files.
    ///   - store: an open one; `nil` to open what the configuration names, where that is there.
    init(_ reading: ConfigurationReading, store: (any SyncStore)? = nil) {
        self.reading = reading
        self.store = store
    }

    /// A configuration that can be used, with what is to be told of it.
    struct Judged {
        var configuration: MappedConfiguration
        /// What does not stop it: see ``MappingMisfit/remarks(_:isOld:)``.
        var remarks: [String] = []
    }

    /// The configuration with its mappings.
    ///
    /// - Parameter scope: how much is looked at.
    /// - Returns: both.
    /// - Throws: `CommandFailure` with all mistakes, in reading order.
    func mapped(checking scope: Scope) async throws(CommandFailure) -> MappedConfiguration {
        try await judged(checking: scope).configuration
    }

    /// The same with what is to be told of it.
    ///
    /// It is judged by what changes: a mapping that does not fit its CRM and runs already is told of, and keeps nothing else
    /// from being taken up.
    ///
    /// - Parameters:
    ///   - scope: how much is looked at.
    ///   - running: by which mappings is delivered; `nil` to take the word of those who do.
    /// - Returns: the configuration, and what does not stop it.
    /// - Throws: `CommandFailure` with all mistakes, in reading order.
    func judged(checking scope: Scope, running: RunningMappings? = nil) async throws(CommandFailure) -> Judged {
        let settings: SluiceConfiguration
        do throws(DocumentProblems) {
            settings = try reading.settings()
        } catch {
            throw .configuration(error)
        }
        var look = Look(reading: reading)
        if scope == .everything || !reading.mistakes.isEmpty { look = await beside(settings, scope, running) }
        do throws(DocumentProblems) {
            return Judged(configuration: try look.reading.mapped(), remarks: look.remarks)
        } catch {
            var failure = CommandFailure.configuration(error)
            failure.message = ([failure.message] + look.ages).joined(separator: "\n")
            throw failure
        }
    }

    /// A reading with what the CRMs' fields show.
    private struct Look {
        var reading: ConfigurationReading
        /// How old that is where it could not be had anew.
        var ages: [String] = []
        var remarks: [String] = []
    }

    private func beside(
        _ settings: SluiceConfiguration,
        _ scope: Scope,
        _ running: RunningMappings?
    ) async -> Look {
        var look = Look(reading: reading)
        var store = store
        if store == nil, StoreSession.exists(settings) { store = try? await StoreSession.open(settings).store }
        var running = running
        if running == nil, scope == .everything { running = try? await RunningMappings(store?.nodes() ?? []) }
        let now = SystemClock().now
        for destination in settings.destinations where destination.mode.reads {
            let isWrong = reading.mistakes.contains { $0.destination == destination.name }
            guard let source = reading.sources[destination.name], isWrong || scope == .everything else { continue }
            let check = MappingCheck(destination, source, settings)
            // A store that cannot be read says nothing of fields; whoever needs it tells what is wrong with it.
            guard
                let misfit = try? await check.misfit(
                    in: store,
                    asks: scope == .everything,
                    isFirst: scope == .whatIsWrongInCRMs
                )
            else { continue }
            let isOld = (try? source.compile()).flatMap { running?.isOld($0, of: destination.name) } ?? false
            if isWrong || !misfit.isAway && !isOld {
                look.reading.add(misfit.problems, to: destination.name)
                if let age = misfit.age(now) { look.ages.append(age) }
            }
            if !isWrong { look.remarks += misfit.remarks(now, isOld: isOld) }
        }
        return look
    }
}
