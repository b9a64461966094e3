import ArgumentParser
import SyncModel

struct MappingDefaultCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "default",
        abstract: "Print a mapping that ships, to make a file of one's own of.",
        discussion: """
            Example: sluice mapping default > crm.mapping.yaml
            Example: sluice mapping default --type hubspot --order order --lines items > hubspot.mapping.yaml
            Example: sluice mapping default --type builtin:pipedrive > pipedrive.mapping.yaml

            Without --type it is the one that the destination of sluice.yaml would have without "mapping:", by its "objects". \
            --customer, --order and --lines choose others of these. Name the file in the destination then: mapping: FILE.

            --type takes: \(ShippedMapping.types.joined(separator: ", ")). Needs no sluice.yaml with it.
            """
    )

    @OptionGroup var destination: MappingDestinationOption
    @Option(help: "A CRM, instead of a destination: \(ShippedMapping.types.joined(separator: ", ")).") var type: String?
    @Option(help: "What a customer becomes, as under the destination's objects.") var customer: String?
    @Option(help: "What an order becomes, as under the destination's objects.") var order: String?
    @Option(help: "What the lines become, as under the destination's objects.") var lines: String?
    @OptionGroup var config: ConfigurationOption

    func validate() throws {
        if type != nil, destination.destination != nil {
            throw ValidationError("Say either --type or --destination")
        }
    }

    func run() throws {
        let chosen = ["customer": customer, "order": order, "lines": lines].compactMapValues(\.self)
        if let type {
            return Output.line(try ShippedMapping(of: type, objects: chosen).text)
        }
        let settings = try destination.chosen(try config.load())
        let shipped = settings.definition?.hasPrefix("builtin:") == true ? settings.definition : nil
        // What else stands under `objects`, such as Salesforce's duplicates, changes nothing in a mapping.
        let objects = settings.objects.filter { ["customer", "order", "lines"].contains($0.key) }
        Output.line(
            try ShippedMapping(
                of: shipped ?? settings.type,
                objects: (shipped == nil ? objects : [:]).merging(chosen) { $1 }
            ).text
        )
    }
}
