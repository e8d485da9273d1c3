import type { ChalkInstance } from 'chalk';
import type { Answer } from '../../model/finding.js';

/** The answer in words, in the colour of its gravity. */
export function answerText(answer: Answer, chalk: ChalkInstance, text = answer.replaceAll('-', ' ')): string {
  const colors: Readonly<Record<Answer, (text: string) => string>> = {
    'persistence-survived-the-patch': chalk.red.bold,
    compromised: chalk.red.bold,
    'probably-exploited': chalk.red,
    'to-be-explained': chalk.yellow,
    'attempts-only': chalk.yellow,
    'not-assessable': chalk.yellow,
    'nothing-found': chalk.green,
  };
  return colors[answer](text);
}
