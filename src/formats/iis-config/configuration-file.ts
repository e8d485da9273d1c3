import { defineInputClass } from '../../model/input-class.js';
import type { XmlDocument, XmlElement } from '../xml/xml-document.js';

/**
 * `application-host`: sites, pools, global modules. `administration`, `redirection`: its neighbours in `inetsrv\config`.
 * `machine`: machine.config. `web`: every web.config. `other`: whatever else has the form, such as `*.exe.config`.
 */
export type ConfigurationKind = 'application-host' | 'administration' | 'redirection' | 'machine' | 'web' | 'other';

/** One section as one place of one file sets it. */
export interface ConfigurationSection {
  /** With its groups: `system.webServer/security/requestFiltering`. */
  readonly name: string;
  /** `path` of the `<location>` around it; null where it holds for all that the file is about. */
  readonly location: string | null;
  /** False below `<location inheritInChildApplications="false">`. */
  readonly inherited: boolean;
  /** `overrideMode` or `allowOverride` of the `<location>`: whether files further down may change it; null where it does not say. */
  readonly overridable: boolean | null;
  readonly element: XmlElement;
}

/** A configuration file of IIS or .NET. What stood before a fault is in it. */
export interface ConfigurationFile extends XmlDocument {
  readonly kind: ConfigurationKind;
  /** Not a `<configuration>` but a part of one: what a `configSource` names, or what somebody kept of a whole file. */
  readonly fragment: boolean;
  /** In the order of the document. One section may come several times, for several locations or even the same. */
  readonly sections: readonly ConfigurationSection[];
}

/** The applicationHost.config that a server runs with: not the copies in its history. */
export const applicationHostConfig = defineInputClass<ConfigurationFile>('application-host-config');

/** Any web.config. */
export const webConfig = defineInputClass<ConfigurationFile>('web-config');

/** Every configuration file that is in force, those of the two classes above too. */
export const configurationFile = defineInputClass<ConfigurationFile>('configuration-file');

/** One state of applicationHost.config, with when it was in force. */
export interface ConfigurationVersion {
  readonly file: ConfigurationFile;
  /**
   * `current`: in force; `history`: a copy that IIS kept, numbered in order; `backup`: of an administrator or installer;
   * `pool`: what the worker process of one application pool was given.
   */
  readonly role: 'current' | 'history' | 'backup' | 'pool';
  /** Number of the copy in `inetpub\history`. */
  readonly number: number | null;
}

/** Every state of applicationHost.config that was collected: that in force, and the copies in `inetpub\history` and elsewhere. */
export const configurationVersion = defineInputClass<ConfigurationVersion>('configuration-version');

/** The sections of a name, in the order of the document. */
export function sectionsNamed(file: ConfigurationFile, name: string): readonly ConfigurationSection[] {
  return file.sections.filter((section) => section.name === name);
}

/** The `<add>` elements (or those of `tag`) of every section of a name, each with its section. */
export function* itemsOf(
  file: ConfigurationFile,
  name: string,
  tag = 'add',
): Generator<{ readonly element: XmlElement; readonly section: ConfigurationSection }> {
  for (const section of sectionsNamed(file, name)) {
    for (const element of section.element.children) if (element.name === tag) yield { element, section };
  }
}
