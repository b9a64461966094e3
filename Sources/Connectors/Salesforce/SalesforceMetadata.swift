import SyncModel

/// The fields of a destination and the rights on them as a folder that an administrator can deploy.
///
/// In source format: `sf project deploy start --source-dir force-app` puts it into an org.
enum SalesforceMetadata {
    /// The name of the permission set that shows our fields to the user.
    static let permissionSet = "Shopify_Sync"

    static func files(_ settings: SalesforceSettings) -> [SetupFile] {
        let needs = SalesforceNeed.all(settings)
        let main = "force-app/main/default"
        var files = needs.map { need in
            SetupFile(
                path: "\(main)/objects/\(need.table)/fields/\(need.developerName)__c.field-meta.xml",
                text: document("CustomField", [("fullName", .text("\(need.developerName)__c"))] + need.metadata)
            )
        }
        files.append(
            SetupFile(
                path: "\(main)/permissionsets/\(permissionSet).permissionset-meta.xml",
                text: permissions(needs, settings)
            )
        )
        files.append(SetupFile(path: "sfdx-project.json", text: project(settings.apiVersion)))
        return files
    }

    private static func document(_ root: String, _ members: [(name: String, value: SalesforceValue)]) -> String {
        let lines = members.map { "    <\($0.name)>\(escaped($0.value.plain ?? ""))</\($0.name)>\n" }.joined()
        return head(root) + lines + "</\(root)>\n"
    }

    private static func permissions(_ needs: [SalesforceNeed], _ settings: SalesforceSettings) -> String {
        var text = head("PermissionSet")
        text += "    <description>Lets the Shopify sync see and write its fields.</description>\n"
        for name in Set(needs.map(\.fullName)).union(SalesforceRights.standardFields(settings)).sorted() {
            text += """
                    <fieldPermissions>
                        <editable>true</editable>
                        <field>\(name)</field>
                        <readable>true</readable>
                    </fieldPermissions>

                """
        }
        text += "    <label>Shopify sync</label>\n"
        for object in Set(needs.map(\.table)).union(SalesforceRights.objects(settings)).sorted() {
            text += """
                    <objectPermissions>
                        <allowCreate>true</allowCreate>
                        <allowDelete>true</allowDelete>
                        <allowEdit>true</allowEdit>
                        <allowRead>true</allowRead>
                        <modifyAllRecords>false</modifyAllRecords>
                        <object>\(object)</object>
                        <viewAllRecords>true</viewAllRecords>
                    </objectPermissions>

                """
        }
        return text + "</PermissionSet>\n"
    }

    private static func head(_ root: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <\(root) xmlns="http://soap.sforce.com/2006/04/metadata">

        """
    }

    private static func project(_ version: String) -> String {
        """
        {
          "packageDirectories": [{ "path": "force-app", "default": true }],
          "sourceApiVersion": "\(version)"
        }

        """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
