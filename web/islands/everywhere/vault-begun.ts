// Whether a vault was begun in this browser and not finished: its one key lies here, and signing out would lose it.
export async function isVaultBegunHere(): Promise<boolean> {
  try {
    if (!(await indexedDB.databases()).some(database => database.name === "rapport-vault")) return false;
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const asked = indexedDB.open("rapport-vault");
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    const keys = await new Promise<IDBValidKey[]>((resolve, reject) => {
      const asked = database.transaction("keys").objectStore("keys").getAllKeys();
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    database.close();
    return keys.some(key => String(key).startsWith("device:"));
  } catch {
    return false;
  }
}
