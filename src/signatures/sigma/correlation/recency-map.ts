interface Node<K, V> {
  readonly key: K;
  value: V;
  older: Node<K, V> | null;
  newer: Node<K, V> | null;
}

/**
 * A map in the order in which its keys were last set. Its first entry is at hand in constant time; a `Map` whose first
 * entries were deleted walks over what they left behind.
 */
export class RecencyMap<K, V> {
  readonly #nodes = new Map<K, Node<K, V>>();
  #oldest: Node<K, V> | null = null;
  #newest: Node<K, V> | null = null;

  get size(): number {
    return this.#nodes.size;
  }

  get(key: K): V | undefined {
    return this.#nodes.get(key)?.value;
  }

  has(key: K): boolean {
    return this.#nodes.has(key);
  }

  /** Sets the value and makes the key the newest. */
  set(key: K, value: V): void {
    let node = this.#nodes.get(key);
    if (node) {
      node.value = value;
      if (node === this.#newest) return;
      this.#unlink(node);
    } else {
      node = { key, value, older: null, newer: null };
      this.#nodes.set(key, node);
    }
    node.older = this.#newest;
    node.newer = null;
    if (this.#newest) this.#newest.newer = node;
    else this.#oldest = node;
    this.#newest = node;
  }

  /** Key and value that were set longest ago. */
  oldest(): { readonly key: K; readonly value: V } | null {
    return this.#oldest;
  }

  delete(key: K): void {
    const node = this.#nodes.get(key);
    if (!node) return;
    this.#nodes.delete(key);
    this.#unlink(node);
  }

  #unlink({ older, newer }: Node<K, V>): void {
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
  }
}
