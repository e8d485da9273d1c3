import detector from '../../../src/detectors/iis/compilation-tampering.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

testDetector(detector, {
  hits: [
    {
      name: 'a folder, an assembly, types that run during compilation, a compiler',
      input: configuration(
        '<system.web><compilation tempDirectory="C:\\Windows\\Temp\\a" assemblyPostProcessorType="Example.Post, Example">',
        '<assemblies><add assembly="Example, Version=1.0.0.0" /></assemblies>',
        '<expressionBuilders><add expressionPrefix="x" type="Example.Builder, Example" /></expressionBuilders>',
        '</compilation></system.web>',
        '<system.codedom><compilers><compiler extension=".cs" type="Example.Compiler, Example" /></compilers></system.codedom>',
      ),
      detections: [
        { message: 'folder', at: { line: 2 }, severity: 'high' },
        { message: 'type', at: { line: 2 }, severity: 'critical' },
        { message: 'assembly', at: { line: 3 }, severity: 'high' },
        { message: 'type', at: { line: 4 }, severity: 'critical' },
        { message: 'compiler', at: { line: 6 }, severity: 'critical' },
      ],
    },
    {
      name: 'a type that builds folders of an application without Exchange',
      context: { roles: ['IIS'] },
      input: configuration(
        '<system.web><compilation><folderLevelBuildProviders>',
        '<add name="Themes" type="Example.Folders, Example" />',
        '</folderLevelBuildProviders></compilation></system.web>',
      ),
      detections: [{ message: 'type', at: { line: 3 }, severity: 'medium' }],
    },
  ],
  misses: [
    { name: 'a plain setting', input: configuration('<system.web><compilation debug="true" /></system.web>') },
    {
      name: 'expressions of an application, and folders that .NET builds',
      looksAlike: true,
      context: { roles: ['IIS'] },
      input: configuration(
        '<system.web><compilation><expressionBuilders><add expressionPrefix="Text" type="Shop.Texts, Shop" /></expressionBuilders>',
        '<folderLevelBuildProviders><add name="Code" type="System.Web.Compilation.CodeFolder, System.Web" /></folderLevelBuildProviders></compilation></system.web>',
      ),
    },
    {
      name: 'assemblies and builders as Exchange sets them',
      looksAlike: true,
      input: configuration(
        '<system.web><compilation defaultLanguage="c#" debug="false"><assemblies>',
        '<add assembly="Microsoft.Exchange.Security, Version=15.0.0.0, Culture=neutral, publicKeyToken=31bf3856ad364e35" /><add assembly="System.Windows.Forms" /><add assembly="AntiXSSLibrary" /><add assembly="*" />',
        '</assemblies><expressionBuilders><add expressionPrefix="Strings" type="Microsoft.Exchange.Management.ControlPanel.StringsExpressionBuilder, Microsoft.Exchange.Management.ControlPanel" /></expressionBuilders></compilation></system.web>',
      ),
    },
  ],
});
