/** What arrived, in order, to be taken one by one with a deadline. */
export class Inbox {
    #arrived = [];
    #waiting = [];

    put(item) {
        const waiting = this.#waiting.shift();
        if (waiting) waiting(item);
        else this.#arrived.push(item);
    }

    get size() {
        return this.#arrived.length;
    }

    next(what = 'something', deadline = 10_000) {
        if (this.#arrived.length > 0) return Promise.resolve(this.#arrived.shift());
        return new Promise((resolve, reject) => {
            const take = (item) => {
                clearTimeout(timer);
                resolve(item);
            };
            const timer = setTimeout(() => {
                this.#waiting = this.#waiting.filter((other) => other !== take);
                reject(new Error(`waited ${deadline} ms in vain for ${what}`));
            }, deadline);
            this.#waiting.push(take);
        });
    }
}
