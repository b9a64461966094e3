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

    /// The configuration with its mappings.
    ///
    /// - Parameter scope: how much is looked at.
    /// - Returns: both.
    /// - Throws: `CommandFailure` with all mistakes, in reading order.
    func mapped(checking scope: Scope) async throws(CommandFailure) -> MappedConfiguration {
        let settings: SluiceConfiguration
        do throws(DocumentProblems) {
            settings = try reading.settings()
        } catch {
            throw .configuration(error)
        }
        var looked = reading
        var ages: [String] = []
        if scope == .everything || !reading.mistakes.isEmpty { (looked, ages) = await beside(settings, scope) }
        do throws(DocumentProblems) {
            return try looked.mapped()
        } catch {
            var failure = CommandFailure.configuration(error)
            failure.message = ([failure.message] + ages).joined(separator: "\n")
            throw failure
        }
    }

    /// The same reading with what the CRMs' fields show, and how old that is where it could not be had anew.
    private func beside(
        _ settings: SluiceConfiguration,
        _ scope: Scope
    ) async -> (ConfigurationReading, ages: [String]) {
        var reading = reading
        var ages: [String] = []
        var store = store
        if store == nil, StoreSession.exists(settings) { store = try? await StoreSession.open(settings).store }
        guard let store else { return (reading, []) }
        for destination in settings.destinations where destination.mode.reads {
            let isWrong = reading.mistakes.contains { $0.destination == destination.name }
            guard let source = reading.sources[destination.name], isWrong || scope == .everything else { continue }
            let check = MappingCheck(destination, source, settings)
            // A store that cannot be read says nothing of fields; whoever needs it tells what is wrong with it.
            guard let misfit = try? await check.misfit(in: store, asks: scope == .everything) else { continue }
            reading.add(misfit.problems, to: destination.name)
            if let age = misfit.age(SystemClock().now) { ages.append(age) }
        }
        return (reading, ages)
    }
}
