import detector from '../../../src/detectors/windows/hidden-task.js';
import { readRegistryExport } from '../../../src/formats/registry-export/registry-export.js';
import { testDetector } from '../../helpers/detector-tester.js';

const TREE = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree';
const ID = '"Id"="{8A2F4B1C-0D3E-4F5A-9B6C-7D8E9F0A1B2C}"';
const SD = '"SD"=hex:01,00,04,80';
const index = (number: number) => `"Index"=dword:0000000${number}`;

const registry = (...lines: readonly string[]) =>
  readRegistryExport(Buffer.from(`Windows Registry Editor Version 5.00\n${lines.join('\n')}\n`));

testDetector(detector, {
  hits: [
    {
      name: 'a task without a descriptor among others that have one, and one with the index zero',
      input: registry(
        `[${TREE}\\Microsoft\\Office\\Updates]`,
        SD,
        ID,
        index(3),
        `[${TREE}\\Microsoft\\Windows\\Sync]`,
        ID,
        index(3),
        `[${TREE}\\Cleanup]`,
        SD,
        ID,
        index(0),
      ),
      context: { files: ['C:\\Windows\\System32\\Tasks\\Cleanup'] },
      detections: [
        {
          message: 'descriptor',
          at: { line: 7, text: 'Id = {8A2F4B1C-0D3E-4F5A-9B6C-7D8E9F0A1B2C}' },
          severity: 'critical',
          data: { name: 'Microsoft\\Windows\\Sync' },
        },
        { message: 'index', at: { line: 12 }, severity: 'high', data: { name: 'Cleanup' } },
      ],
    },
    {
      name: 'as reg query prints it',
      input: readRegistryExport(
        Buffer.from(
          `${TREE}\\A\r\n    SD    REG_BINARY    01000480\r\n    Id    REG_SZ    {8A2F4B1C-0D3E-4F5A-9B6C-7D8E9F0A1B2C}\r\n    Index    REG_DWORD    0x0\r\n`,
        ),
      ),
      detections: [{ message: 'index', at: { label: 'task file' } }],
    },
  ],
  misses: [
    { name: 'another key', input: registry('[HKEY_LOCAL_MACHINE\\SOFTWARE\\Example]', ID, index(0)) },
    {
      name: 'folders, which have only a descriptor, and tasks as Windows keeps them',
      looksAlike: true,
      input: registry(
        `[${TREE}]`,
        SD,
        `[${TREE}\\Microsoft]`,
        SD,
        `[${TREE}\\Microsoft\\Windows\\Defrag\\ScheduledDefrag]`,
        SD,
        ID,
        index(3),
        `[${TREE}\\Boot]`,
        SD,
        ID,
        index(1),
      ),
    },
    {
      name: 'an export without descriptors',
      looksAlike: true,
      input: registry(`[${TREE}\\A]`, ID, index(3), `[${TREE}\\B]`, ID, index(2)),
    },
  ],
});
